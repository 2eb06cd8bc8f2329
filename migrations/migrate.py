"""Bring a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.database import Database


def alembic_config() -> Config:
    """Alembic's configuration; there is no ini file to find."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def migrate(database: Database) -> None:
    """Apply every migration that the database lacks, in one transaction where the database can."""
    config = alembic_config()
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_newest(database: Database) -> bool:
    """Whether a database has the schema of this code; nothing is changed."""
    with database.read() as connection:
        found = MigrationContext.configure(connection).get_current_heads()
    return set(found) == set(ScriptDirectory.from_config(alembic_config()).get_heads())
