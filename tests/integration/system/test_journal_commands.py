"""`browline journal` and `browline account forget`: what is typed and told."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import main
from core.blobs.folder import FolderStore
from core.database import Database
from core.ids import new_id
from core.jobs.create import JobRequest, add_images, create_job
from core.journal import Deed, note
from tests.support.databases import opened
from tests.support.factories import create_account, create_image


@pytest.fixture
def home(tmp_path: Path, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose database is empty."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(sqlite_file, home / "browline.db")
    monkeypatch.setenv("BROWLINE_HOME", str(home))
    return home


def run(*words: str, typed: str = "") -> tuple[int, str]:
    answer = CliRunner().invoke(main, list(words), input=typed)
    return answer.exit_code, answer.output


def job_of(database: Database, home: Path, name: str) -> str:
    """A job with one image whose bytes lie in the store."""
    job, account, store = new_id(), create_account(database, name), FolderStore(home / "blobs")
    with store.pack(job) as pack:
        image = create_image(blob=pack.add(b"picture"))
    with database.write() as connection:
        create_job(connection, account, job, JobRequest("Test", 0.8, "face"))
        add_images(connection, account, job, [image], 0)
        note(connection, Deed(account, "upload", job))
    return job


@pytest.fixture
def theirs(home: Path) -> str:
    """The job of somebody who is no admin; the owner has one too."""
    with opened(f"sqlite:///{home}/browline.db") as database:
        job_of(database, home, "owner")
        return job_of(database, home, "stranger")


def test_an_account_goes_with_what_it_owns(home: Path, theirs: str) -> None:
    assert run("account", "forget", "stranger", typed="y\n")[1].endswith("stranger is gone, and 1 job.\n")
    assert "stranger" not in run("account", "list")[1]
    assert not (home / "blobs" / theirs).exists()
    assert len(list((home / "blobs").iterdir())) == 1
    assert run("account", "forget", "stranger", "--yes") == (2, "browline: There is no such account.\n")


@pytest.mark.usefixtures("theirs")
def test_nothing_goes_without_a_yes(home: Path) -> None:
    status, _ = run("account", "forget", "stranger", typed="n\n")
    assert status == 1
    assert len(list((home / "blobs").iterdir())) == 2


@pytest.mark.usefixtures("theirs")
def test_the_last_admin_is_refused_before_anything_is_deleted(home: Path) -> None:
    status, told = run("account", "forget", "owner", "--yes")
    assert status != 0
    assert "This is the last admin; nothing was deleted." in told
    assert "owner\tadmin" in run("account", "list")[1]
    assert len(list((home / "blobs").iterdir())) == 2


def test_the_journal_is_printed_filtered_and_as_json(theirs: str) -> None:
    status, told = run("journal")
    assert status == 0
    assert [line.split("\t")[1:3] for line in told.splitlines()] == [
        ["stranger", "upload"],
        ["owner", "upload"],
    ]
    assert run("journal", "--account", "stranger")[1].splitlines()[0].split("\t")[3] == theirs
    (entry,) = (json.loads(line) for line in run("journal", "--object", theirs, "--json")[1].splitlines())
    assert (entry["account"], entry["action"], entry["object_id"]) == ("stranger", "upload", theirs)
    run("account", "forget", "stranger", "--yes")
    rows = [line.split("\t")[1:3] for line in run("journal", "--limit", "4")[1].splitlines()]
    assert rows == [
        ["(terminal)", "delete"], ["(terminal)", "forget"], ["(gone)", "upload"], ["owner", "upload"],
    ]  # fmt: skip
