"""The migrations make exactly the tables that the code describes, and take them back."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from core.database import Database
from core.tables import Base
from migrations.migrate import alembic_config, migrate, migrating


def move(database: Database, to: str) -> None:
    config = alembic_config()
    with migrating(database) as connection:
        config.attributes["connection"] = connection
        (command.downgrade if to == "base" else command.upgrade)(config, to)


def tables(database: Database) -> set[str]:
    with database.read() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


@pytest.fixture
def moving(database: Database) -> Iterator[Database]:
    """A database that is at the newest schema again afterwards."""
    yield database
    migrate(database)


def test_the_newest_schema_is_the_codes(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_indexes_and_checks_have_the_names_of_the_code(database: Database) -> None:
    with database.read() as connection:
        found = inspect(connection)
        for table in Base.metadata.sorted_tables:
            names = {index["name"] for index in found.get_indexes(table.name)}
            assert {index.name for index in table.indexes} <= names
        checks = {check["name"] for check in found.get_check_constraints("images")}
    assert "ck_images_claimed_while_working" in checks


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = tables(database)
    migrate(database)
    assert tables(database) == before


def test_down_and_up_again(moving: Database) -> None:
    move(moving, "base")
    assert tables(moving) == set()
    move(moving, "head")
    assert tables(moving) == set(Base.metadata.tables)
