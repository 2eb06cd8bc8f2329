"""Backups of packs in a bucket, and from them into either kind of store; cut short, and in trouble."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import delete

from cli.audit import audit
from cli.backup import backup, restore
from core.blobs.bucket import Bucket
from core.blobs.store import RESTORING
from core.database import Database
from core.jobs.chosen import delete_chosen
from core.jobs.erase import erase
from core.results.filters import ResultFilter
from core.settings import Settings
from core.tables import Job
from tests.integration.audit.world import World, job_of, make_world
from tests.support.backups import everything, files, runner
from tests.support.databases import opened
from tests.support.factories import create_account, create_settings
from tests.support.silent import silent
from tests.support.small_disk import small_disk
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


@pytest.fixture
def reached(s3: Mapping[str, str]) -> dict[str, str]:
    """The settings of a bucket with a prefix of its own."""
    return with_bucket(s3)


@pytest.fixture
def place(reached: Mapping[str, str], redis_settings: Settings, tmp_path: Path) -> BucketPlace:
    return BucketPlace(create_settings(tmp_path, redis_url=redis_settings.broker_url, **reached))


@pytest.fixture
def world(redis: object, database: Database, tmp_path: Path, place: BucketPlace) -> World:
    return make_world(database, tmp_path / "blobs", place.store)


@pytest.fixture
def run(database_url: str, tmp_path: Path, reached: Mapping[str, str]) -> Callable[..., Result]:
    return runner(tmp_path, database_url, **reached)


def killed(home: Path, reached: Mapping[str, str], url: str, *words: str) -> None:
    environment = os.environ | {"BROWLINE_HOME": str(home), "DATABASE_URL": url} | dict(reached)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *words], env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def inodes(folder: Path) -> dict[str, int]:
    return {f"{path.parent.name}/{path.name}": path.stat().st_ino for path in folder.glob("*/*")}


def objects(settings: Mapping[str, str], home: Path) -> dict[str, bytes]:
    there = BucketPlace(create_settings(home, **settings))
    return {pack: there.read(pack) for pack in there.all()}


def test_it_goes_from_either_kind_into_either_kind(
    world: World, database: Database, run: Callable[..., Result], s3: Mapping[str, str], tmp_path: Path
) -> None:
    """From a bucket into a bucket, from that into a folder, and from the folder into a bucket."""
    with database.write() as connection:
        connection.execute(delete(Job).where(~Job.kept))  # a live frame, which nobody promised to keep
    before, url = everything(database), world.database.url
    stored: dict[str, bytes] | None = None
    here: dict[str, object] = {}
    for number, bucket in enumerate((True, False, True)):
        copy, home = tmp_path / f"copy{number}", tmp_path / f"home{number}"
        into = with_bucket(s3) if bucket else {"BLOB_URL": str(home / "blobs").join(["file://", ""])}
        made = run(backup, str(copy), url=url, **here)
        assert made.exit_code == 0, made.output
        assert {path.name for path in copy.iterdir()} == {"backup.json", "blobs", "browline.db"}
        assert {path.stat().st_mode & 0o077 for path in copy.rglob("*") if path.is_file()} == {0}
        put = run(restore, str(copy), home=home, url=f"sqlite:///{home}/browline.db", **into)
        assert put.exit_code == 0, put.output
        url, here = f"sqlite:///{home}/browline.db", {"home": home, **into}
        looked = run(audit, "--grace", "0", url=url, **here)
        assert looked.exit_code == 0, looked.output
        with opened(url) as restored:
            assert everything(restored) == before
        now = objects(into, home) if bucket else files(home / "blobs")
        assert now == (stored or now) == files(copy / "blobs")
        stored = now
    assert stored


def test_the_next_one_fetches_only_what_is_new_or_erased(
    world: World, database: Database, run: Callable[..., Result], place: BucketPlace, tmp_path: Path
) -> None:
    packs, owner = tmp_path / "copy" / "blobs", create_account(database)
    assert run(backup, str(tmp_path / "copy")).exit_code == 0
    first, kept = inodes(packs), files(packs)
    new = job_of(database, place.store, 2)
    others = [new, f"{new}/inventory/1.csv", "lists/of/others"]  # the first is as some programs make a folder
    for name in others:
        place.write(name, b"not ours")
    with database.write() as connection:
        delete_chosen(connection, owner, world.done, ResultFilter(status="failed"))
        connection.execute(delete(Job).where(Job.id == world.open))
    erase(database, place.store)
    place.store.delete_job(world.open)
    made = run(backup, str(tmp_path / "copy"))
    assert made.exit_code == 0, made.output
    second, now = inodes(packs), files(packs)
    assert {pack.partition("/")[0] for pack in second.keys() - first.keys()} == {new}
    assert {pack.partition("/")[0] for pack in first.keys() - second.keys()} == {world.open}
    fetched = {pack for pack in first.keys() & second.keys() if first[pack] != second[pack]}
    assert {pack.partition("/")[0] for pack in fetched} == {world.done}
    assert all(now[pack] != kept[pack] for pack in fetched), "a deleted image's bytes stayed"
    assert now == {pack: place.read(pack) for pack in place.all() if pack not in others}


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


def test_what_was_lost_or_damaged_before_is_told(
    world: World, run: Callable[..., Result], place: BucketPlace, tmp_path: Path
) -> None:
    lost, damaged = (next(p for p in place.all() if p.startswith(job)) for job in (world.open, world.done))
    place.store.discard(lost)
    place.write(damaged, place.read(damaged).replace(b"picture", b"pictuer"))
    made = run(backup, str(tmp_path / "copy"))
    assert made.exit_code == 1
    assert f"such as {lost}" in made.stderr
    assert "damaged before: 3 images, such as" in made.stderr


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
