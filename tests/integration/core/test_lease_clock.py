"""Leases follow the database's clock alone: those of workers and sweepers may be wrong by any time."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.blobs import BlobRef
from core.blobs.folder import FolderStore
from core.database import Database
from core.ids import new_id
from core.presence import WorkerReport, present_workers, report
from core.videos.claim import claim_video
from core.videos.create import add_videos
from core.videos.end import release_expired_videos
from core.videos.types import NewVideo
from core.work.release import release_expired
from tests.support.auditing import codes
from tests.support.clock import DatabaseClock
from tests.support.factories import claim_some, create_job, image_states


@pytest.fixture
def clock(database: Database) -> Iterator[DatabaseClock]:
    made = DatabaseClock(database)
    yield made
    made.close()


def test_a_lease_ends_by_the_databases_clock(database: Database, clock: DatabaseClock) -> None:
    job = create_job(database, 1)
    claim_some(database, lease=60)
    clock.forward(59)
    assert release_expired(database) == 0
    clock.forward(2)
    assert release_expired(database) == 1
    assert image_states(database, job) == ["waiting"]


def test_a_lease_begins_by_the_databases_clock(database: Database, clock: DatabaseClock) -> None:
    create_job(database, 1)
    clock.forward(86_400)
    claim_some(database, lease=60)
    assert release_expired(database) == 0
    clock.forward(61)
    assert release_expired(database) == 1


def test_the_machines_clock_ends_no_lease(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    create_job(database, 1)
    claim_some(database, lease=60)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 86_400)
    assert release_expired(database) == 0


def test_a_videos_lease_too(database: Database, clock: DatabaseClock) -> None:
    job = create_job(database)
    with database.write() as connection:
        video = NewVideo("clip.mp4", "0" * 64, "mp4", BlobRef(f"{job}/pack", 0, 4), new_id())
        add_videos(connection, job, [video], 1.0)
    assert claim_video(database, 60) is not None
    clock.forward(59)
    release_expired_videos(database)
    assert claim_video(database, 60) is None
    clock.forward(2)
    release_expired_videos(database)
    assert claim_video(database, 60) is not None


def test_a_silent_worker_is_absent_by_it(database: Database, clock: DatabaseClock) -> None:
    with database.write() as connection:
        report(connection, WorkerReport("here:1", True, "litert", "test-1", ""))
    clock.forward(16)
    with database.read() as connection:
        assert present_workers(connection) == []


def test_the_auditor_reads_it_too(database: Database, clock: DatabaseClock, tmp_path: Path) -> None:
    create_job(database, 1)
    claim_some(database, lease=60)
    store = FolderStore(tmp_path / "blobs")
    assert "claim_not_swept" not in codes(database, store)
    clock.forward(100)
    assert codes(database, store)["claim_not_swept"] == 1
