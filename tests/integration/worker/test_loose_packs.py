"""The sweeper and bytes whose rows never came: old ones go, and no request is slow enough to lose its own."""

import os
import time
from pathlib import Path

import pytest

import worker.loose_packs
from core.blobs import BlobStore
from core.blobs.store import RESTORING
from core.database import Database
from core.ids import new_id
from core.jobs.create import insert_images
from tests.support.factories import create_account, create_image, create_job
from tests.support.stores import Place
from worker.loose_packs import LoosePacks
from worker.sweeper import tidy

HOUR = 3600


@pytest.fixture
def job(database: Database, store: BlobStore) -> str:
    """A job with one image, whose pack is in the job's own folder."""
    made = create_job(database)
    with store.pack(made) as pack:
        image = create_image(blob=pack.add(b"picture"))
    with database.write() as connection:
        insert_images(connection, made, [image], 0)
    return made


def forget(store: BlobStore, job: str) -> str:
    """A pack whose web was killed before its commit."""
    with store.pack(job) as pack:
        return pack.add(b"forgotten").pack


def make_old(tmp_path: Path, job: str, hours: float = 2) -> None:
    then = time.time() - hours * HOUR
    for path in (*(tmp_path / "blobs" / job).iterdir(), tmp_path / "blobs" / job):
        os.utime(path, (then, then))


def test_what_no_row_names_goes_and_the_rest_stays(
    database: Database, store: BlobStore, job: str, tmp_path: Path
) -> None:
    forgotten = forget(store, job)
    named = store.packs(job).keys() - {forgotten}
    make_old(tmp_path, job)
    LoosePacks(database, store).remove(store.folders(), HOUR)
    assert store.packs(job).keys() == named


def test_what_is_young_may_still_get_its_rows(
    database: Database, store: BlobStore, job: str, tmp_path: Path
) -> None:
    make_old(tmp_path, job)
    forget(store, job)
    LoosePacks(database, store).remove(store.folders(), HOUR)
    assert len(store.packs(job)) == 2


def test_a_request_may_take_longer_than_that(
    database: Database, store: BlobStore, job: str, tmp_path: Path
) -> None:
    with store.pack(job) as pack:
        pack.add(b"the next one takes two hours to come")
        make_old(tmp_path, job)
        LoosePacks(database, store).remove(store.folders(), HOUR)
    assert len(store.packs(job)) == 2


def test_the_first_request_of_a_job_may_too(database: Database, store: BlobStore, tmp_path: Path) -> None:
    create_account(database)
    job = new_id()
    with store.pack(job) as pack:
        pack.add(b"the next one takes two hours to come")
        make_old(tmp_path, job)
        tidy(database, store, 30)
    assert len(store.packs(job)) == 1
    make_old(tmp_path, job)
    tidy(database, store, 30)
    assert store.packs(job) == {}


def test_packs_beside_an_empty_database_stay(database: Database, store: BlobStore, tmp_path: Path) -> None:
    """A backup that is being put there has all its packs there before its rows."""
    with store.pack(job := new_id()) as pack:
        pack.add(b"restored")
    make_old(tmp_path, job)
    LoosePacks(database, store).remove(tidy(database, store, 30), HOUR)
    assert len(store.packs(job)) == 1
    create_account(database)
    tidy(database, store, 30)
    assert store.packs(job) == {}


def test_the_mark_of_a_restore_goes_when_its_rows_are_there(
    database: Database, place: Place, tmp_path: Path
) -> None:
    """The restore was killed after its rows were committed."""
    place.write(RESTORING, b"a backup")
    tidy(database, place.store, 30)
    assert RESTORING in place.all()
    create_account(database)
    tidy(database, place.store, 30)
    assert RESTORING not in place.all()
    with place.store.restoring(tmp_path, b"a backup", set()):
        assert RESTORING in place.all()
        tidy(database, place.store, 30)  # between the commit of a restore and its end
    assert RESTORING not in place.all()


def test_a_job_is_looked_at_again_after_it_changed(
    database: Database, store: BlobStore, job: str, tmp_path: Path
) -> None:
    loose = LoosePacks(database, store)
    make_old(tmp_path, job, hours=9)
    loose.remove(store.folders(), HOUR)
    forget(store, job)
    make_old(tmp_path, job, hours=2)
    loose.remove(store.folders(), HOUR)
    assert len(store.packs(job)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_look_ends_in_time_and_the_next_one_goes_on(
    database: Database, store: BlobStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a start, when no job has been looked at."""
    monkeypatch.setattr(worker.loose_packs, "SECONDS", 0.0)
    jobs = [create_job(database) for _ in range(3)]
    for job in jobs:
        forget(store, job)
        make_old(tmp_path, job)
    loose, left = LoosePacks(database, store), list[int]()
    for _ in range(4):
        loose.remove(store.folders(), HOUR)
        left.append(sum(len(store.packs(job)) for job in jobs))
    assert left == [2, 1, 0, 0]


def test_what_shares_the_folder_is_not_the_sweepers(
    database: Database, store: BlobStore, job: str, tmp_path: Path
) -> None:
    """As where a disk of its own is mounted there."""
    (tmp_path / "blobs" / "lost+found").mkdir()
    (tmp_path / "blobs" / "lost+found" / "#1").write_bytes(b"")
    make_old(tmp_path, "lost+found")
    tidy(database, store, 30)
    assert (tmp_path / "blobs" / "lost+found" / "#1").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_they_go_from_every_store(database: Database, place: Place) -> None:
    job = create_job(database)
    with place.store.pack(job) as pack:
        image = create_image(blob=pack.add(b"picture"))
    with database.write() as connection:
        insert_images(connection, job, [image], 0)
    forget(place.store, job)
    orphan = new_id()
    forget(place.store, orphan)
    LoosePacks(database, place.store).remove(place.store.folders(), HOUR)
    assert (len(place.store.packs(job)), len(place.store.packs(orphan))) == (2, 1)
    LoosePacks(database, place.store).remove(place.store.folders(), -HOUR)  # as if an hour had passed
    assert [*place.store.packs(job)] == [image.blob.pack]
