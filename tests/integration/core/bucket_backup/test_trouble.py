"""Backups of packs in a bucket that refuses or does not answer, and onto a full disk."""

import socket
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from cli.backup import backup, restore
from core.database import Database
from tests.integration.audit.world import World, job_of
from tests.support.backups import files
from tests.support.silent import silent
from tests.support.small_disk import small_disk
from tests.support.stores import BucketPlace

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def refused(result: Result, sentence: str, folder: Path) -> None:
    assert result.exit_code == 2, result.output
    assert sentence in result.stderr.rstrip().splitlines()[-1]
    assert not (folder / "backup.json").exists()


@pytest.mark.parametrize(
    ("which", "wrong", "sentence"),
    [
        ("backup", {"AWS_SECRET_ACCESS_KEY": "wrong"}, "does not let us in (SignatureDoesNotMatch)"),
        ("backup", {"AWS_ACCESS_KEY_ID": "nobody"}, "does not let us in (InvalidAccessKeyId)"),
        ("backup", {"BLOB_URL": "s3://nobodys-bucket"}, "there is no such bucket"),
        ("restore", {"AWS_SECRET_ACCESS_KEY": "wrong"}, "does not let us in (SignatureDoesNotMatch)"),
    ],
)
def test_a_bucket_that_refuses_is_told_in_a_sentence(
    world: World,
    run: Callable[..., Result],
    tmp_path: Path,
    which: str,
    wrong: Mapping[str, str],
    sentence: str,
) -> None:
    if which == "backup":
        refused(run(backup, str(tmp_path / "copy"), **wrong), sentence, tmp_path / "copy")
        return
    assert run(backup, str(tmp_path / "copy")).exit_code == 0
    refused(run(restore, str(tmp_path / "copy"), home=tmp_path / "new", url="", **wrong), sentence, tmp_path)


@pytest.mark.parametrize("deaf", [True, False], ids=["silent", "closed"])
def test_a_bucket_that_does_not_answer_is_told_in_a_sentence(
    database: Database,
    run: Callable[..., Result],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    deaf: bool,
) -> None:
    monkeypatch.setattr("core.blobs.bucket.SOON", 0.5)
    monkeypatch.setattr("core.blobs.bucket.LIMITS", ((2**63, 1.0),))
    with silent() as (_, settings):
        if not deaf:
            with socket.create_server(("127.0.0.1", 0)) as closed:
                settings["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{closed.getsockname()[1]}"
        refused(run(backup, str(tmp_path / "copy"), **settings), "does not answer", tmp_path / "copy")


def test_a_full_disk_is_told_and_with_room_it_goes_on(
    world: World, database: Database, run: Callable[..., Result], place: BucketPlace, tmp_path: Path
) -> None:
    job = job_of(database, place.store, 1)
    (pack,) = place.store.packs(job)
    big = bytes(6 * 2**20)
    place.write(pack, place.read(pack) + big)
    with small_disk(tmp_path / "small", 4) as small:
        refused(run(backup, str(small / "copy")), "No space left on device", small / "copy")
        subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)  # noqa: S607
        made = run(backup, str(small / "copy"))
        assert made.exit_code == 0, made.output
        assert files(small / "copy" / "blobs") == {name: place.read(name) for name in place.all()}
