"""Deleted pictures go for good: also from copies, on a disk that fails, and while others do the same."""

import errno
import fcntl
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from core.blobs import BlobStore
from core.blobs.checksum import CHECKSUM_BYTES
from core.blobs.folder import FolderStore
from core.database import Database
from core.ids import new_id
from core.jobs.again import create_again, held_images
from core.jobs.chosen import delete_chosen
from core.jobs.create import BULK, add_images
from core.jobs.erase import erase
from core.jobs.images import list_images
from core.jobs.leftovers import gaps
from core.results.filters import ResultFilter
from core.tables import Erasure
from tests.support.auditing import codes
from tests.support.factories import create_account, create_image, create_job, end_in_turn, failed, sure
from tests.support.stores import Place, bytes_of
from worker.sweeper import tidy

SECRETS = (b"secret-0", b"secret-1", b"secret-2")
STEP = len(SECRETS[0]) + CHECKSUM_BYTES


@pytest.fixture
def store(place: Place) -> BlobStore:
    return place.store


@pytest.fixture
def folder(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "blobs")


def job_of_secrets(database: Database, store: BlobStore) -> str:
    """Three images in one pack, the middle one failed."""
    job, owner = create_job(database), create_account(database)
    with store.pack(job) as pack:
        images = [create_image(f"{number}.jpg", blob=pack.add(data)) for number, data in enumerate(SECRETS)]
    with database.write() as connection:
        add_images(connection, owner, job, images, 0, BULK)
    end_in_turn(database, sure, failed, sure)
    return job


def delete_failed(database: Database, job: str) -> None:
    owner = create_account(database)
    with database.write() as connection:
        assert delete_chosen(connection, owner, job, ResultFilter(status="failed")) == 1


def pending(database: Database) -> int:
    with database.read() as connection:
        return len(connection.execute(Erasure.__table__.select()).all())


@pytest.mark.parametrize("erased_first", [False, True])
def test_a_copy_keeps_no_picture_that_was_deleted_meanwhile(
    database: Database, store: BlobStore, place: Place, *, erased_first: bool
) -> None:
    old, owner = job_of_secrets(database, store), create_account(database)
    with database.read() as connection:
        packs = store.copy(held_images(connection, owner, old).packs, new := new_id())
    delete_failed(database, old)
    if erased_first:  # under the old name alone, before the copy has rows
        erase(database, store)
        assert SECRETS[1] in bytes_of(place, new)
    with database.write() as connection:
        assert create_again(connection, owner, new, old, packs) == 2
    erase(database, store)
    for job in (old, new):
        assert SECRETS[1] not in bytes_of(place, job)
        with database.read() as connection:
            images = list_images(connection, owner, job, 9, None)
        assert [store.read_one(image.blob) for image in images] == [SECRETS[0], SECRETS[2]]
    assert pending(database) == 0
    assert codes(database, store) == {}


def test_a_copy_of_what_is_empty_already_stays_a_link(
    database: Database, folder: FolderStore, tmp_path: Path
) -> None:
    old, owner = job_of_secrets(database, folder), create_account(database)
    delete_failed(database, old)
    erase(database, folder)
    with database.read() as connection:
        packs = folder.copy(held_images(connection, owner, old).packs, new := new_id())
    with database.write() as connection:
        create_again(connection, owner, new, old, packs)
    erase(database, folder)
    (pack,) = (tmp_path / "blobs" / new).iterdir()
    assert (pack.stat().st_nlink, pending(database)) == (2, 0)


def test_gaps_are_what_no_part_covers() -> None:
    assert list(gaps([(2, 4), (3, 5), (5, 6), (8, 9)], 12)) == [(0, 2), (6, 8), (9, 12)]
    assert list(gaps([(0, 3)], 3)) == []
    assert list(gaps([], 3)) == [(0, 3)]


def test_a_pack_that_cannot_be_written_costs_only_itself(
    database: Database, store: BlobStore, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.jobs.erase.MOST", 1)
    jobs = [job_of_secrets(database, store) for _ in range(3)]
    for job in jobs:
        delete_failed(database, job)
    gone = new_id()  # bytes of a job that is gone, which the same sweep removes
    monkeypatch.setattr("worker.sweeper.deleted_jobs", lambda _: [gone])
    with store.pack(gone) as pack:
        pack.add(b"old")
    wipe = store.wipe

    def full(pack: str, ranges: list[tuple[int, int]]) -> None:
        if pack.startswith(jobs[0]):
            raise OSError(errno.ENOSPC, "No space left on device")
        wipe(pack, ranges)

    with monkeypatch.context() as disk:
        disk.setattr(store, "wipe", full)
        tidy(database, store, 30)
    assert [SECRETS[1] in bytes_of(place, job) for job in jobs] == [True, False, False]
    assert (pending(database), store.packs(gone)) == (1, {})
    tidy(database, store, 30)
    assert SECRETS[1] not in bytes_of(place, jobs[0])


@pytest.mark.parametrize("other", ["wipe", "discard", "copy"])
def test_who_empties_a_pack_is_alone_with_it(
    folder: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    """The web and the sweeper erase at the same time: nothing emptied may come back."""
    with folder.pack("job") as pack:
        refs = [pack.add(data) for data in SECRETS]
    name = refs[0].pack
    (tmp_path / "shared").hardlink_to(tmp_path / "blobs" / name)
    do: dict[str, Callable[[], object]] = {
        "wipe": lambda: folder.wipe(name, [(STEP, len(SECRETS[1]))]),
        "discard": lambda: folder.discard(name),
        "copy": lambda: folder.copy([name], "new"),
    }
    copying, asked = threading.Event(), threading.Event()
    second = threading.Thread(target=lambda: copying.wait(10) and do[other]())
    copy, lock = shutil.copyfile, fcntl.flock

    def slow_copy(old: Path, new: Path) -> None:
        copy(old, new)
        if not copying.is_set():
            copying.set()
            assert asked.wait(10)

    def seen_lock(file: int, how: int) -> None:
        if threading.current_thread() is second:
            asked.set()  # and it goes no further before the first is done
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", seen_lock)
    monkeypatch.setattr(shutil, "copyfile", slow_copy)
    second.start()
    folder.wipe(name, [(0, len(SECRETS[0]))])
    second.join(10)
    if other == "discard":
        assert folder.packs("job") == {}
        return
    read = [data if isinstance(data, bytes) else None for data in folder.read(refs)]
    assert read == [None, None if other == "wipe" else SECRETS[1], SECRETS[2]]
    if other == "copy":
        assert SECRETS[0] not in next((tmp_path / "blobs" / "new").iterdir()).read_bytes()
