"""A state of the database that is only looked at."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from core.database import Database
from core.postgres import ONLY_LOOKS


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """One reading transaction in which the database itself refuses to write."""
    with database.read() as connection:
        if database.dialect == "postgresql":
            connection.execution_options(**{ONLY_LOOKS: True})
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            yield connection
            return
        connection.exec_driver_sql("PRAGMA query_only=ON")
        try:
            yield connection
        finally:
            connection.exec_driver_sql("PRAGMA query_only=OFF")
