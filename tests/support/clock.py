"""The database's own clock, put forward while Python's and the machine's stay as they are."""

import time

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from core.database import Database

_POSTGRES = (
    "DROP SCHEMA IF EXISTS test_clock CASCADE",
    "CREATE SCHEMA test_clock",
    "CREATE TABLE test_clock.ahead (seconds double precision)",
    "INSERT INTO test_clock.ahead VALUES (0)",
    "CREATE FUNCTION test_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
    "'SELECT pg_catalog.clock_timestamp() + make_interval(secs => (SELECT seconds FROM test_clock.ahead))'",
)


class DatabaseClock:
    """Takes the place of the clock that a database's statements read; only for connections made after it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.seconds = 0.0  # ahead of the machine's
        if database.dialect == "postgresql":
            with database.write() as connection:
                for statement in _POSTGRES:
                    connection.exec_driver_sql(statement)
        self._engines = database.engines
        for engine in self._engines:
            event.listen(engine, "connect", self._connected)
            engine.dispose()  # so that no connection has the real one

    def forward(self, seconds: float) -> None:
        """Let so much time pass."""
        self.set(self.seconds + seconds)

    def set(self, seconds: float) -> None:
        """Be so far ahead."""
        self.seconds = seconds
        if self.database.dialect == "postgresql":
            with self.database.write() as connection:
                connection.exec_driver_sql(f"UPDATE test_clock.ahead SET seconds = {seconds}")  # noqa: S608

    def close(self) -> None:
        """Leave the real clock."""
        for engine in self._engines:
            event.remove(engine, "connect", self._connected)
        if self.database.dialect == "postgresql":
            with self.database.write() as connection:
                connection.exec_driver_sql("DROP SCHEMA test_clock CASCADE")

    def _connected(self, connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        if self.database.dialect == "sqlite":
            connection.create_function("julianday", 1, self._julian_day)
            return
        cursor = connection.cursor()
        cursor.execute("SET search_path = test_clock, pg_catalog, public")
        cursor.close()
        connection.commit()

    def _julian_day(self, _now: str) -> float:
        return (time.time() + self.seconds) / 86400 + 2440587.5
