"""Databases that are closed again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.database import Database

# For what only SQLite has, and for requests that are refused for what they say: of SQL those ask only who it
# is and whether there is room, as other tests of their files do on both.
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def opened(url: str, pool_size: int = 20) -> Iterator[Database]:
    """A database for a while."""
    database = Database(url, pool_size)
    try:
        yield database
    finally:
        database.close()
