"""A migration that others hold up says who does, instead of that the database does not answer."""

from pathlib import Path

import pytest

from cli.home import known_database
from core.database import Database
from migrations import migrate as migrations
from migrations import online
from tests.support.factories import create_settings

pytestmark = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


def test_who_holds_it_up_is_named(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def step(asked: Database) -> None:
        with asked.engine.connect() as connection:
            online.patiently(connection, ["ALTER TABLE jobs ADD COLUMN never int"])

    monkeypatch.setattr(migrations, "migrate", step)
    monkeypatch.setattr(online, "TRIES", 2)
    settings = create_settings(tmp_path, database_url=database.url)
    with database.read() as reader:
        pid = reader.exec_driver_sql("SELECT pg_backend_pid() FROM jobs RIGHT JOIN (SELECT 1) one ON true")
        number = pid.scalar_one()
        with pytest.raises(SystemExit), known_database(settings):
            raise AssertionError("it was migrated")
    said = capsys.readouterr().err
    assert f"process {number} of Postgres has a transaction open for" in said
    assert "does not answer" not in said
