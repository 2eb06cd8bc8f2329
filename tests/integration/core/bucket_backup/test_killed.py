"""Backups of packs in a bucket, and restores into one, that are killed, and those after them."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result

from cli.audit import audit
from cli.backup import backup, restore
from core.blobs.bucket import Bucket
from core.blobs.store import RESTORING
from core.database import Database
from core.jobs.chosen import delete_chosen
from core.jobs.erase import erase
from core.results.filters import ResultFilter
from tests.integration.audit.world import World, job_of
from tests.integration.core.bucket_backup.packs import inodes, objects
from tests.support.backups import everything, files
from tests.support.databases import opened
from tests.support.factories import create_account
from tests.support.stores import BucketPlace, with_bucket

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# A command that is killed before a request of a kind, the so many-th of them; a file is half written then.
KILLED = """
import itertools, os, signal, sys
import core.blobs.at_once
from cli.main import main
from core.blobs.bucket import Bucket

kind, last = sys.argv.pop(1), int(sys.argv.pop(1))
whole, asked = getattr(Bucket, kind), itertools.count(1)

def killed(bucket, name, with_what):
    if next(asked) == last:
        if kind == "fetch":
            with_what.write(b"half")
            with_what.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(bucket, name, with_what)

setattr(Bucket, kind, killed)
core.blobs.at_once.AT_ONCE = 1
main()
"""


def killed(home: Path, reached: Mapping[str, str], url: str, *words: str) -> None:
    environment = os.environ | {"BROWLINE_HOME": str(home), "DATABASE_URL": url} | dict(reached)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *words], env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_a_killed_one_leaves_the_one_before_and_the_next_goes_on(
    world: World,
    database: Database,
    run: Callable[..., Result],
    reached: Mapping[str, str],
    place: BucketPlace,
    tmp_path: Path,
) -> None:
    copy, before = tmp_path / "copy", everything(database)
    assert run(backup, str(copy)).exit_code == 0
    first = inodes(copy / "blobs")
    for _ in range(5):
        job_of(database, place.store, 1)
    killed(tmp_path, reached, database.url, "fetch", "3", "backup", str(copy))
    left = inodes(copy / "blobs")
    assert len(left.keys() - first.keys()) == 3
    assert sum(pack.endswith(".new") for pack in left) == 1

    home = tmp_path / "from-before"
    put = run(restore, str(copy), home=home, url="", BLOB_URL="")
    assert put.exit_code == 0, put.output
    assert inodes(home / "blobs").keys() == first.keys(), "what belongs to no row came along"
    assert run(audit, "--grace", "0", home=home, url="", BLOB_URL="").exit_code == 0
    with opened(f"sqlite:///{home}/browline.db") as restored:
        kept = [job for job in before["jobs"] if job["kept"]]
        assert everything(restored)["jobs"] == kept

    made = run(backup, str(copy))
    assert made.exit_code == 0, made.output
    now = inodes(copy / "blobs")
    assert now.keys() == set(place.all())
    assert all(now[pack] == inode for pack, inode in left.items() if not pack.endswith(".new"))


def test_a_killed_restore_goes_on_and_a_bucket_in_use_is_left_alone(
    world: World,
    run: Callable[..., Result],
    s3: Mapping[str, str],
    place: BucketPlace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copy, home, into = tmp_path / "copy", tmp_path / "new", with_bucket(s3)
    assert run(backup, str(copy)).exit_code == 0
    home.mkdir()
    killed(home, into, "", "put", "4", "restore", str(copy))  # the first one marks the bucket
    there = objects(into, home)
    assert (len(there), RESTORING in there) == (3, True)

    sent = list[str]()
    whole = Bucket.put
    monkeypatch.setattr(Bucket, "put", lambda *words: sent.append(words[1]) or whole(*words))  # type: ignore[func-returns-value]
    put = run(restore, str(copy), home=home, url="", **into)
    assert put.exit_code == 0, put.output
    assert set(sent) == {RESTORING, *(files(copy / "blobs").keys() - there.keys())}
    assert objects(into, home) == files(copy / "blobs")
    assert run(audit, "--grace", "0", home=home, url="", **into).exit_code == 0

    (tmp_path / "another").mkdir()
    again = run(restore, str(copy), home=tmp_path / "another", url="", **into)  # its jobs are the same
    assert (again.exit_code, "store of images is in use" in again.stderr) == (2, True)


def test_a_restore_trusts_nothing_that_one_of_another_backup_left(
    world: World,
    database: Database,
    run: Callable[..., Result],
    s3: Mapping[str, str],
    place: BucketPlace,
    tmp_path: Path,
) -> None:
    copy, home, into, owner = tmp_path / "copy", tmp_path / "new", with_bucket(s3), create_account(database)
    home.mkdir()
    assert run(backup, str(copy)).exit_code == 0
    killed(home, into, "", "put", str(len(files(copy / "blobs")) + 1), "restore", str(copy))
    with database.write() as connection:
        delete_chosen(connection, owner, world.done, ResultFilter(status="failed"))
    erase(database, place.store)
    assert run(backup, str(copy)).exit_code == 0
    killed(home, into, "", "put", "2", "restore", str(copy))
    put = run(restore, str(copy), home=home, url="", **into)
    assert put.exit_code == 0, put.output
    assert objects(into, home) == files(copy / "blobs")
