"""The database: one engine a process, reads that see a snapshot, writes that queue up instead of failing."""

import logging
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from core.postgres import AT_ONCE, FOR_THE_QUEUE, postgres_engine
from core.prepared import Prepared, connect, execute, run
from core.writers import WriterQueue

log = logging.getLogger(__name__)

BUSY_SECONDS = 15.0
SILENT_SECONDS = (
    300.0  # that one statement may take: some are long, and a process that stands still says nothing
)


class Database:
    """Connections to SQLite or Postgres. Make it after a fork; nothing connects before the first use."""

    def __init__(
        self,
        url: str,
        pool_size: int = 20,
        busy_seconds: float = BUSY_SECONDS,
        silent_seconds: float | None = SILENT_SECONDS,
        claimers: int = 1,
    ) -> None:
        """Without `silent_seconds` a statement on Postgres may take as long as it likes.

        So many threads as `claimers` may ask for work at once; more wait for each other.
        """
        self.url = url
        if url.startswith("sqlite"):
            self.engine = self._queue = _sqlite(url, busy_seconds)
        else:
            pool = {"pool_size": pool_size, "max_overflow": pool_size}
            self.engine = postgres_engine(url, busy_seconds, silent_seconds, {}, **pool)
            at_once = AT_ONCE | {"pool_size": claimers}
            self._queue = postgres_engine(url, busy_seconds, silent_seconds, FOR_THE_QUEUE, **at_once)
        self._writers = WriterQueue(_sqlite_file(url), busy_seconds)

    @property
    def engines(self) -> frozenset[Engine]:
        """All that connect: the one for everything, and on Postgres the one for the queue."""
        return frozenset({self.engine, self._queue})

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @contextmanager
    def write(self, *, synced: bool = True) -> Iterator[Connection]:
        """One writing transaction: committed at the end, rolled back on an error.

        On SQLite it is `BEGIN IMMEDIATE`: a deferred one fails when another process wrote in between. Without
        `synced` it does not wait for the disk: should the power fail, the last of these are undone as if they
        had never been, in order, and nothing is damaged. It is for what promises nothing to anybody.
        """
        with self._writers.turn(), self.engine.connect() as connection:
            connection.execution_options(browline_begin="BEGIN IMMEDIATE")
            sqlite = self.dialect == "sqlite"
            relaxed = (
                _unsynced(self.engine, connection.connection) if sqlite and not synced else nullcontext()
            )
            with relaxed, connection.begin():
                if not sqlite and not synced:
                    connection.exec_driver_sql("SET LOCAL synchronous_commit TO OFF")
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One reading transaction: every query in it sees the same state of the database."""
        with self.engine.connect() as connection:
            if self.dialect == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    def ask(self, question: Prepared, values: Mapping[str, object]) -> list[Any]:
        """The rows of one statement that only reads, at a third of the price of a reading transaction."""
        with closing(connect(self.engine)) as connection:
            return run(self.engine, connection, question, values)

    def ask_queue(self, question: Prepared, values: Mapping[str, object]) -> list[Any]:
        """The same of what waits, which Postgres reads along its index however few it has counted."""
        with closing(connect(self._queue)) as connection:
            return run(self._queue, connection, question, values)

    def take(self, claim: Prepared, values: Mapping[str, object]) -> list[Any]:
        """The rows of one statement that claims them, which is a transaction that is not `synced`."""
        with self._writers.turn(), closing(connect(self._queue)) as connection:
            sqlite = self.dialect == "sqlite"
            with _unsynced(self._queue, connection) if sqlite else nullcontext():
                return run(self._queue, connection, claim, values)

    def wipe_deleted(self) -> None:
        """Let nothing that was deleted stay in SQLite's log, unless somebody reads: then the next call does.

        Postgres keeps deleted rows until it vacuums, which it does by itself.
        """
        if self.dialect == "sqlite":
            with closing(sqlite3.connect(str(self.engine.url.database), timeout=0)) as own:
                own.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        """Give the connections and the writers' queue back."""
        for engine in self.engines:
            engine.dispose()
        self._writers.close()


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _sqlite_file(url: str) -> Path | None:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database).resolve()  # by two names it is one file, and has one queue


def _sqlite(url: str, busy_seconds: float) -> Engine:
    # pysqlite's own transaction handling is switched off; BEGIN is ours, so that it can be IMMEDIATE.
    connecting = {"timeout": busy_seconds, "isolation_level": None}
    engine = create_engine(url, pool_size=20, max_overflow=20, connect_args=connecting, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-32000")
        cursor.execute("PRAGMA secure_delete=ON")  # what was deleted is overwritten, not only unlisted
        cursor.close()
        # SQLite's own knows the case of ASCII letters alone; a filter must find ÄRZTIN.jpg too.
        connection.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        # Through SQLAlchemy, whose errors are known further up: here a locked database is told.
        connection.exec_driver_sql(options.get("browline_begin", "BEGIN"))

    return engine


@contextmanager
def _unsynced(engine: Engine, connection: PoolProxiedConnection) -> Iterator[None]:
    """Sync no commit within; in WAL mode the next one after it syncs them all.

    The connection goes back into the pool as it was: whoever gets it next has promised something.
    """
    execute(engine, connection, "PRAGMA synchronous=NORMAL", ())
    try:
        yield
    finally:
        if connection.is_valid:  # one that is lost goes back to nobody
            connection.rollback()  # of a transaction that was torn off: within one this is refused
            execute(engine, connection, "PRAGMA synchronous=FULL", ())


def sqlite_warning(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str | None:
    """Name the danger when the linked SQLite has the WAL-reset bug, which can corrupt a database.

    Versions 3.7.0 to 3.51.2 have it, except 3.44.6 and 3.50.7 (and later patches of these two lines).
    """
    fixed = version >= (3, 51, 3) or any(
        version[:2] == line[:2] and version >= line for line in ((3, 44, 6), (3, 50, 7))
    )
    if fixed or version < (3, 7, 0):
        return None
    number = ".".join(map(str, version[:3]))
    return (
        f"SQLite {number} of this Python has a bug (WAL reset) that can in rare cases damage a database "
        "which several processes write, as Browline's do. To try Browline, go on. For work that matters set "
        "DATABASE_URL to a Postgres, or use a Python with SQLite 3.51.3 or newer."
    )
