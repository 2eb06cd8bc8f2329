"""Databases that are closed again."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.database import Database
from core.writers import WriterQueue


@contextmanager
def opened(url: str, pool_size: int = 20) -> Iterator[Database]:
    """A database for a while."""
    database = Database(url, pool_size)
    try:
        yield database
    finally:
        close(database)


def close(database: Database) -> None:
    """Give everything back, the writers' file too, which `Database.close` forgets."""
    database.close()
    close_queue(database._writers)


def close_queue(queue: WriterQueue) -> None:
    """Close the file that a queue of writers keeps open."""
    if queue._file is not None:
        queue._file.close()
