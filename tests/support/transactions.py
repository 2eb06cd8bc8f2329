"""What is begun on a database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event

from core.database import Database


@contextmanager
def begun_on(database: Database) -> Iterator[list[Connection]]:
    """Transactions that SQLAlchemy begins, each of which ends, too: two ways more to Postgres and back."""
    begins: list[Connection] = []

    def note(connection: Connection) -> None:
        begins.append(connection)

    for engine in database.engines:
        event.listen(engine, "begin", note)
    yield begins
    for engine in database.engines:
        event.remove(engine, "begin", note)
