"""Bring a database to the newest schema."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from core.database import Database

LOOK_SECONDS = 0.5
LOCK = 0x62726F77  # of those who migrate one database


def alembic_config() -> Config:
    """Alembic's configuration; there is no ini file to find."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def migrate(database: Database) -> None:
    """Apply every migration that the database lacks.

    On SQLite in one transaction. On Postgres each by itself, or in steps (`migrations/online.py`) beside all
    who write; of several who migrate at once the others wait, and find nothing left to do.
    """
    config = alembic_config()
    with migrating(database) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def migrating(database: Database) -> Iterator[Connection]:
    """The connection that Alembic runs on, while nobody else migrates."""
    if database.dialect == "sqlite":
        with database.write() as connection:
            yield connection
        return
    with database.engine.connect() as guard, database.engine.connect() as connection:
        guard.execution_options(isolation_level="AUTOCOMMIT")
        # Not waited for in one statement: the other's indexes would wait for the state that it reads.
        while not guard.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}).scalar_one():
            time.sleep(LOOK_SECONDS)
        try:
            yield connection
        finally:
            connection.rollback()  # whatever a failed migration has left open
            guard.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})


def is_newest(database: Database) -> bool:
    """Whether a database has the schema of this code; nothing is changed."""
    with database.read() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == set(ScriptDirectory.from_config(alembic_config()).get_heads())
