"""Somebody else who holds the database."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.support.databases import opened

LOCKS = {"sqlite": "SELECT 1", "postgresql": "LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE"}


@contextmanager
def foreign_lock(url: str) -> Iterator[None]:
    """A transaction of somebody who does not wait in the writers' queue."""
    with opened(url, pool_size=1) as database, database.engine.connect() as connection:
        connection.execution_options(browline_begin="BEGIN IMMEDIATE")
        with suppress(_Done), connection.begin():
            connection.exec_driver_sql(LOCKS[database.dialect])
            yield
            raise _Done


class _Done(Exception):
    """Rolls back."""
