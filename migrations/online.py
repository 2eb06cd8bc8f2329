"""Change a large Postgres while everybody goes on writing: nothing holds a table for longer than a moment.

A migration uses these in steps that can be repeated, since what is committed between them stays: one that was
cut short begins again. On SQLite a migration is one transaction; `browline up` runs it before anybody writes.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from alembic import op
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from core.database import Database

WAIT_MS = 300  # for a lock: whoever comes meanwhile queues up behind the one who waits
PAUSE_SECONDS = 0.2  # in which they get through
TRIES = 300
OLDEST = """
    SELECT pid, extract(epoch FROM clock_timestamp() - xact_start) AS seconds
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
    ORDER BY xact_start LIMIT 1
"""


@contextmanager
def online() -> Iterator[Connection]:
    """The migration's connection, each statement of which is committed by itself."""
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        # An index waits for everybody who reads an older state, as an export or a backup does for minutes.
        before = connection.exec_driver_sql("SHOW lock_timeout").scalar_one()
        connection.exec_driver_sql("SET lock_timeout = 0")
        try:
            yield connection
        finally:
            connection.exec_driver_sql(f"SET lock_timeout = '{before}'")


def patiently(connection: Connection, statements: Sequence[str]) -> None:
    """Run statements that need a table for themselves, in one moment, when nobody holds it for long."""
    insist(lambda: _in_one(connection, statements))


def index_concurrently(connection: Connection, name: str, on: str) -> None:
    """Make an index while its table is written; `on` is what follows ON. What was cut short is made anew."""
    made = (
        "SELECT i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = :name"
    )
    if connection.execute(text(made), {"name": name}).scalar() is True:
        return
    connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    connection.exec_driver_sql(f"CREATE INDEX CONCURRENTLY {name} ON {on}")


@contextmanager
def moment(
    connection: Connection, tables: Sequence[str], statements: Sequence[str]
) -> Iterator[tuple[Connection, Connection]]:
    """Run statements at a moment at which nobody writes these tables, and show the rows of exactly then.

    Gives a connection that sees them as they were, for as long as it takes, and one to write with. Triggers
    that the statements make see every later change, and the first connection everything before.
    """
    engine = connection.engine
    with engine.connect() as then, engine.connect() as now:
        then.execution_options(isolation_level="REPEATABLE READ")
        lock = f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE"

        def seen() -> None:
            then.rollback()  # of a try before
            then.exec_driver_sql("SELECT 1")  # fixes what it sees

        insist(lambda: _in_one(connection, [lock, *statements], seen))
        yield then, now


def _in_one(
    connection: Connection, statements: Sequence[str], last: Callable[[], None] | None = None
) -> None:
    with connection.engine.connect() as own, own.begin():
        own.exec_driver_sql(f"SET LOCAL lock_timeout = {WAIT_MS}")
        for statement in statements:
            own.execute(text(statement))
        if last is not None:
            last()


def oldest_user(database: Database) -> str:
    """Who holds up a migration of Postgres, most likely: the process whose transaction is the oldest."""
    with database.read() as connection:
        found = connection.execute(text(OLDEST)).one_or_none()
    if found is None:
        return "who used it has ended meanwhile"
    return (
        f"process {found.pid} of Postgres has a transaction open for {found.seconds:,.0f} s, as an export or "
        f"a backup has (SELECT pg_terminate_backend({found.pid}) ends it)"
    )


def insist(attempt: Callable[[], None]) -> None:
    """Try again where others held what is needed too long, or where they and this waited for each other."""
    for _ in range(TRIES - 1):
        try:
            return attempt()
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", None) not in {"55P03", "40P01"}:  # no lock in time; a deadlock
                raise
        time.sleep(PAUSE_SECONDS)
    return attempt()
