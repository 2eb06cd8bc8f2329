"""The database: one engine a process, reads that see a snapshot, writes that queue up instead of failing."""

import logging
import math
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg.types.string import TextLoader
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect, ExceptionContext
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from core.outage import hide_values, is_read_only, quotes_values
from core.ready import Ready, run
from core.silence import BoundedConnection
from core.writers import WriterQueue

log = logging.getLogger(__name__)

BUSY_SECONDS = 15.0
SILENT_SECONDS = (
    300.0  # that one statement may take: some are long, and a process that stands still says nothing
)
# What the client's library calls so, and the server for its own end of a connection.
SERVER_SIDE = {
    "tcp_user_timeout": "tcp_user_timeout",
    "keepalives_idle": "tcp_keepalives_idle",
    "keepalives_interval": "tcp_keepalives_interval",
    "keepalives_count": "tcp_keepalives_count",
}


REST_SECONDS = 1.0  # after which a connection is asked whether it still lives
RESTING_SINCE = "browline_resting_since"
ONLY_LOOKS = "browline_only_looks"  # an execution option: this transaction was told not to write
# Of connections for the queue alone: each statement on them is a transaction, and nothing is left to reset.
AT_ONCE: dict[str, Any] = {
    "max_overflow": 0,
    "pool_reset_on_return": None,
    "isolation_level": "AUTOCOMMIT",
}
# The queue is read along its index, however few rows Postgres has counted, by a plan that is made once, which
# takes longer than to go by it, and is not compiled. A claim that is forgotten with the power was none.
FOR_THE_QUEUE = {
    "enable_sort": "off",
    "enable_bitmapscan": "off",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    "synchronous_commit": "off",
}


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
            self.engine = _postgres(url, busy_seconds, silent_seconds, {}, **pool)
            at_once = AT_ONCE | {"pool_size": claimers}
            self._queue = _postgres(url, busy_seconds, silent_seconds, FOR_THE_QUEUE, **at_once)
        self._writers = WriterQueue(_sqlite_file(url), busy_seconds)

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
            with _unsynced(connection) if sqlite and not synced else nullcontext(), connection.begin():
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

    def ask(self, question: Ready, values: Mapping[str, object]) -> list[Any]:
        """The rows of one statement that only reads, at a third of the price of a reading transaction."""
        with self.engine.connect() as connection:
            return run(connection, question, values)

    def take(self, claim: Ready, values: Mapping[str, object]) -> list[Any]:
        """The rows of one statement that claims them, which is a transaction that is not `synced`."""
        with self._writers.turn(), self._queue.connect() as connection:
            sqlite = self.dialect == "sqlite"
            with _unsynced(connection) if sqlite else nullcontext():
                return run(connection, claim, values)

    def glance(self, query: str) -> bool:
        """Whether ready text finds a row, at a fifth of the price of a reading transaction.

        For who asks all the time. True as well where it cannot be asked: whoever goes on then hears why.
        """
        try:
            with closing(self._queue.raw_connection()) as connection:
                return _finds(connection, query)
        except (sqlite3.Error, psycopg.Error, SQLAlchemyError):
            return True

    def wipe_deleted(self) -> None:
        """Let nothing that was deleted stay in SQLite's log, unless somebody reads: then the next call does.

        Postgres keeps deleted rows until it vacuums, which it does by itself.
        """
        if self.dialect == "sqlite":
            with closing(sqlite3.connect(str(self.engine.url.database), timeout=0)) as own:
                own.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        """Give the connections and the writers' queue back."""
        self.engine.dispose()
        self._queue.dispose()
        self._writers.close()


def _finds(connection: PoolProxiedConnection, query: str) -> bool:
    try:
        with closing(connection.cursor()) as cursor:
            cursor.execute(query)
            return cursor.fetchone() is not None
    except (sqlite3.Error, psycopg.Error):
        connection.invalidate()  # nobody asks it beforehand whether it still lives
        raise


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
def _unsynced(connection: Connection) -> Iterator[None]:
    """Sync no commit within; in WAL mode the next one after it syncs them all.

    The connection goes back into the pool as it was: whoever gets it next has promised something.
    """
    with closing(connection.connection.cursor()) as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        try:
            yield
        finally:
            connection.connection.rollback()  # of a transaction that was torn off: within one this is refused
            cursor.execute("PRAGMA synchronous=FULL")


def _postgres(
    url: str,
    busy_seconds: float,
    silent_seconds: float | None,
    settings: Mapping[str, str],
    **pool: Any,  # noqa: ANN401
) -> Engine:
    network = _network(math.ceil(busy_seconds))
    engine = create_engine(
        url,
        use_native_hstore=False,  # which the server would be asked for before the first statement
        connect_args=network,
        hide_parameters=True,
        **pool,
    )
    event.listen(engine, "handle_error", _hide_values)
    event.listen(engine, "handle_error", _new_connections)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", partial(_ask_after_rest, engine.dialect))

    @event.listens_for(engine, "do_connect")
    def _connect(
        _: Dialect, __: ConnectionPoolEntry, words: list[Any], named: dict[str, Any]
    ) -> DBAPIConnection:
        connection = BoundedConnection.connect(*words, **named)
        connection.silent_seconds = silent_seconds
        connection.adapters.register_loader("uuid", TextLoader)  # all ids are texts here
        return cast(DBAPIConnection, connection)

    @event.listens_for(engine, "connect")
    def _bound(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        # Without it a statement waits for a foreign lock for ever, and the request with it.
        cursor.execute(f"SET lock_timeout = {math.ceil(busy_seconds * 1000)}")
        # The server, too, gives up a host that is gone: for hours it would keep the locks of its transaction.
        for name, value in network.items():
            if name in SERVER_SIDE:
                cursor.execute(f"SET {SERVER_SIDE[name]} = {value}")
        for name, setting in settings.items():
            cursor.execute(f"SET {name} = {setting}")
        cursor.close()
        connection.commit()

    return engine


def _network(seconds: int) -> dict[str, int]:
    """When a network that lost the server counts as lost: while asking, and while waiting for an answer."""
    return {
        "connect_timeout": seconds,
        "tcp_user_timeout": 1000 * seconds,
        "keepalives": 1,
        "keepalives_idle": seconds,
        "keepalives_interval": max(1, seconds // 3),
        "keepalives_count": 3,
    }


def _note_rest(_: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info[RESTING_SINCE] = time.monotonic()


def _ask_after_rest(
    dialect: Dialect, connection: DBAPIConnection, record: ConnectionPoolEntry, _: PoolProxiedConnection
) -> None:
    """Ask a connection that has rested whether it still lives; another takes its place if not.

    SQLAlchemy's own way asks each time, which is a quarter of a short transaction.
    """
    if time.monotonic() - record.info.get(RESTING_SINCE, math.inf) < REST_SECONDS:
        return
    try:
        dialect.do_ping(connection)
    except psycopg.Error as error:
        raise DisconnectionError from error


def _new_connections(context: ExceptionContext) -> None:
    """Trust no connection that can only read, untold: it stays so when its server no longer is."""
    told = context.connection is not None and context.connection.get_execution_options().get(ONLY_LOOKS)
    if is_read_only(context.original_exception) and not told:
        context.is_disconnect = True


def _hide_values(context: ExceptionContext) -> None:
    if quotes_values(context.original_exception):
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None:
                hide_values(error)


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
