"""Databases that are closed again."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.database import Database

# For what is answered before any database is asked about it: on the other one it would be the same again.
sqlite_alone = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def opened(url: str, pool_size: int = 20) -> Iterator[Database]:
    """A database for a while."""
    database = Database(url, pool_size)
    try:
        yield database
    finally:
        database.close()
