"""A database that does not serve now is told from one that was asked something wrong."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from core.database import Database
from core.outage import is_full, is_unreachable
from tests.support.databases import opened
from tests.support.locks import LOCKS, foreign_lock


def error_of(database: Database, statement: str) -> DBAPIError:
    """What asking gives."""
    with pytest.raises(DBAPIError) as caught, database.write() as connection:
        connection.exec_driver_sql(statement)
    return caught.value


@pytest.mark.parametrize(
    "broken",
    [
        "SELECT nothing FROM jobs",
        "SELECT 1 FROM nowhere",
        "SELEC 1",
        "INSERT INTO accounts (id) VALUES (NULL)",
    ],
)
def test_a_mistake_in_what_was_asked_is_no_outage(database: Database, broken: str) -> None:
    assert not is_unreachable(error_of(database, broken))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_the_driver_itself_says_without_a_code_is_none(database: Database) -> None:
    with pytest.raises(DBAPIError) as caught, database.read() as connection:
        connection.exec_driver_sql("SELECT CAST(x'ff' AS TEXT)").all()
    assert not is_unreachable(caught.value)
    assert not is_full(caught.value)


def test_a_lock_is_an_outage(database_url: str) -> None:
    impatient = Database(database_url, busy_seconds=0.2)
    with foreign_lock(database_url):
        assert is_unreachable(error_of(impatient, LOCKS[impatient.dialect]))
    impatient.close()


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_connection_that_was_ended_is_an_outage(database: Database) -> None:
    assert is_unreachable(error_of(database, "SELECT pg_terminate_backend(pg_backend_pid())"))


@pytest.mark.parametrize("url", ["sqlite:///{}/no/folder.db", "postgresql+psycopg://x@/x?host={}"])
def test_a_database_that_is_not_there_is_an_outage(tmp_path: Path, url: str) -> None:
    with (
        opened(url.format(tmp_path)) as away,
        pytest.raises(DBAPIError) as caught,
        away.engine.connect(),
    ):
        pass
    assert is_unreachable(caught.value)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_or_a_read_only_disk_is_an_outage(database: Database) -> None:
    error_of(database, "SELECT nothing")  # a connection, which keeps the next word in mind
    for pragma in ("max_page_count = 1", "query_only = ON"):
        with database.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        assert is_unreachable(error_of(database, f"CREATE TABLE big AS SELECT zeroblob({2**22})"))


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_postgres_that_can_only_be_read_is_an_outage(database: Database) -> None:
    """As workers see it, too: their images wait."""
    read_only = "DO $$ BEGIN SET TRANSACTION READ ONLY; DELETE FROM workers; END $$"
    assert is_unreachable(error_of(database, read_only))
