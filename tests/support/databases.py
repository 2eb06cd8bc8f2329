"""Databases that are closed again."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.database import Database


@contextmanager
def opened(url: str, pool_size: int = 20) -> Iterator[Database]:
    """A database for a while."""
    database = Database(url, pool_size)
    try:
        yield database
    finally:
        database.close()
