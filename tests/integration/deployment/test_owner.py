"""Browline's role in the Postgres of docker-compose.yml: it owns its database, and may nothing else."""

import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from bench.postgres import SPEED, PostgresServer, find_binaries, restartable_postgres
from cli.backup import backup, restore
from core.database import Database
from core.settings import Settings
from migrations.migrate import migrate
from tests.integration.deployment.services import own_database
from tests.support.backups import new_database, runner
from tests.support.factories import create_account

BY_PASSWORD = "local all browline scram-sha-256\n"  # as for who comes by a container's network


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[PostgresServer, Path]]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no Postgres binaries are installed; install postgresql to run these tests")
    with restartable_postgres(binaries, SPEED) as started:
        yield started, binaries


@pytest.fixture(scope="module")
def address(server: tuple[PostgresServer, Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of the database, after the script."""
    started, binaries = server
    made = own_database(tmp_path_factory.mktemp("owner"), binaries, started.address)
    rules = started.folder / "data" / "pg_hba.conf"
    rules.write_text(BY_PASSWORD + rules.read_text())
    started.stop(signal.SIGINT)
    started.start()
    return made


def test_the_role_owns_its_database_and_is_no_superuser(
    server: tuple[PostgresServer, Path], address: str
) -> None:
    with psycopg.connect(server[0].address) as keeper:
        found = keeper.execute(
            "SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname = 'browline'"
        ).fetchone()
        assert found == (True, False, False, False, False, False)
        owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'browline'"
        assert keeper.execute(owner).fetchone() == ("browline",)


def test_the_role_signs_in_with_the_password_of_the_secret(address: str) -> None:
    with psycopg.connect(address) as connection:
        here = connection.execute("SELECT current_user, current_database()").fetchone()
        assert here == ("browline", "browline")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address.replace("browline:", "browline:wrong"))


def test_the_schema_is_made_by_that_role(address: str, tmp_path: Path) -> None:
    with closing(Database(Settings(home=tmp_path, database_url=address).sql_url)) as database:
        migrate(database)
        migrate(database)  # and nothing is left to do


def test_that_role_can_restore_and_an_account_made_before_is_in_the_way(address: str, tmp_path: Path) -> None:
    """As docs/backup.md says: what comes first on a new machine is the backup."""
    old, new, folder = tmp_path / "old", tmp_path / "new", str(tmp_path / "backup")
    old.mkdir()
    file = old / "browline.sqlite"
    with closing(new_database(file)) as database:
        create_account(database, "ada")
    assert runner(old, f"sqlite:///{file}")(backup, folder).exit_code == 0
    restored = runner(new, address)(restore, folder)
    assert restored.exit_code == 0, restored.output
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT name FROM accounts").fetchall() == [("ada",)]
    refused = runner(tmp_path / "third", address)(restore, folder)
    assert refused.exit_code == 2
    assert "in use already" in refused.output


@pytest.mark.parametrize(
    "statement",
    [
        b"COPY (SELECT 1) TO PROGRAM 'true'",
        b"SELECT pg_read_file('/etc/passwd')",
        b"CREATE ROLE another LOGIN",
        b"CREATE DATABASE another",
        b"ALTER SYSTEM SET fsync = off",
    ],
)
def test_what_only_a_superuser_may_is_refused(address: str, statement: bytes) -> None:
    with (
        psycopg.connect(address, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)
