"""`browline audit`: what an operator sees, and the exit status that a script sees."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import main
from tests.integration.audit.world import World
from tests.support.leftovers import left


@pytest.fixture
def audited(stored: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """A world that the environment names."""
    monkeypatch.setenv("BROWLINE_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", stored.database.url.replace("+psycopg", ""))
    monkeypatch.setenv("BLOB_URL", f"file://{stored.folder}")
    return stored


def run(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(main, ["audit", *words])
    return answer.exit_code, answer.output


@pytest.mark.usefixtures("audited")
def test_a_sound_system_is_told_in_two_lines() -> None:
    status, told = run("--grace", "0")
    assert status == 0
    assert told.splitlines() == [
        "9 images of 5 jobs (4 classified, 2 failed, 1 no face, 1 waiting, 1 working), "
        "5 packs (files that hold the bytes of many images).",
        "Nothing is wrong: what was accepted has ended once, or is on its way.",
    ]


def test_a_fault_is_told_with_what_to_do(audited: World) -> None:
    audited.store.delete_job(audited.done)
    status, told = run()
    assert status == 1
    assert "bytes_missing" in told
    assert "Restore" in told


def test_programs_read_json(audited: World) -> None:
    audited.store.delete_job(audited.done)
    status, told = run("--json")
    (finding,) = json.loads(told)["findings"]
    assert (status, finding["code"], finding["count"], len(finding["examples"])) == (1, "bytes_missing", 3, 1)
    assert json.loads(told)["states"]["waiting"] == 1


def test_it_changes_nothing(audited: World) -> None:
    before = left(audited.database, audited.folder)
    audited.store.delete_job(audited.done)
    run()
    assert left(audited.database, audited.folder) == before


def test_without_a_database_nothing_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BROWLINE_HOME", str(tmp_path / "nowhere"))
    status, told = run()
    assert status == 2
    assert "there is no database" in told
    assert not (tmp_path / "nowhere").exists()


def test_a_database_of_another_version_is_not_judged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "browline.db").touch()
    monkeypatch.setenv("BROWLINE_HOME", str(tmp_path))
    status, told = run()
    assert status == 2
    assert "schema of another version" in told
