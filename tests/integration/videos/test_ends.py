"""The end of a video's sampling: who may end it, what its frames may cost, and what is removed after it."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from core.database import Database
from core.jobs.actions import cancel_job, delete_job, retry_job
from core.tables import Video
from core.videos.claim import claim_video
from core.videos.end import end_failed, end_sampled, lose_video, release_expired_videos, undiscarded
from core.videos.types import ClaimedVideo
from imaging.accept import Limits
from imaging.video.limits import VideoLimits
from imaging.video.wire import MAX_JPEG
from tests.integration.videos.conftest import Desk
from tests.support.factories import create_account, create_settings
from tests.support.films import film
from worker.sweeper import tidy
from worker.videos.limits import image_limits, video_limits


def test_who_deletes_and_who_fails_it_do_not_wait_for_each_other(desk: Desk, database: Database) -> None:
    job, account = desk.upload(), create_account(database)
    video = claim_video(database, 60)
    assert video is not None
    with ThreadPoolExecutor(1) as other:
        with database.write() as connection:
            cancel_job(connection, account, job)  # holds the job's row, and no video's
            failing = other.submit(end_failed, database, video, "undecodable", "It is broken.")
            time.sleep(0.3)
            delete_job(connection, account, job)
        failing.result(20)
    with database.read() as connection:
        assert connection.execute(select(Video.id)).all() == []


def test_looking_for_lost_workers_writes_nothing_while_there_are_none(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.upload()
    assert claim_video(database, 60) is not None
    monkeypatch.setattr(database, "write", lambda: pytest.fail("it writes"))
    release_expired_videos(database)


def test_who_lost_it_at_the_very_end_leaves_its_bytes_to_who_has_it(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = desk.upload()
    (stored,) = (desk.folder / job).iterdir()

    def lost_before(database: Database, video: ClaimedVideo) -> bool:
        lose_video(database, video, "store_failed", "It took too long.")
        return end_sampled(database, video)

    monkeypatch.setattr("worker.videos.sampler.end_sampled", lost_before)
    assert desk.sampler().sample_one()
    assert desk.video(job).state == "waiting"
    assert stored.exists()
    monkeypatch.undo()
    desk.sampler().sample_one()
    assert desk.video(job).state == "sampled"
    assert not stored.exists()


def test_the_sweeper_removes_what_a_dead_worker_left_once(desk: Desk, database: Database) -> None:
    job, waiting = desk.upload(), desk.upload()
    (stored,), (needed,) = (list((desk.folder / of).iterdir()) for of in (job, waiting))
    video = claim_video(database, 60)
    assert video is not None
    assert end_sampled(database, video)  # and then its worker was killed
    with database.read() as connection:
        assert [(row.id, row.blob) for row in undiscarded(connection)] == [(video.id, f"{job}/{stored.name}")]
    tidy(database, desk.store, 30)
    assert (stored.exists(), needed.exists()) == (False, True)
    with database.read() as connection:
        assert undiscarded(connection) == []


def test_a_worker_that_is_to_stop_takes_no_video(desk: Desk) -> None:
    desk.upload()
    assert not desk.sampler(stopping=lambda: True).sample_one()


def test_the_bytes_of_its_frames_are_limited_through_all_tries(desk: Desk, database: Database) -> None:
    job, account = desk.upload(every=0.1), create_account(database)
    desk.sampler(VideoLimits(max_frames=7)).sample_one()
    size = sum(path.stat().st_size for path in (desk.folder / job).iterdir()) - len(film())
    limits = VideoLimits(max_sampled_bytes=2 * size)
    for _ in range(2):
        with database.write() as connection:
            assert retry_job(connection, account, job) > 0
        desk.sampler(limits).sample_one()
        assert (desk.video(job).state, desk.video(job).error_code) == ("failed", "too_much_data")
        assert 7 < desk.video(job).sampled < 20
        stored = sum(path.stat().st_size for path in (desk.folder / job).iterdir()) - len(film())
        assert size < stored <= 2 * size


@pytest.mark.parametrize(
    ("limits", "code"),
    [(Limits(max_bytes=100), "file_too_large"), (Limits(max_pixels=100), "too_many_pixels")],
)
def test_a_frame_that_is_too_large_fails_it_at_once(desk: Desk, limits: Limits, code: str) -> None:
    job = desk.upload()
    desk.sampler(image_limits=limits).sample_one()
    assert (desk.video(job).state, desk.video(job).error_code) == ("failed", code)


def test_the_limit_of_an_uploaded_files_bytes_is_not_one_of_frames(tmp_path: Path) -> None:
    settings = create_settings(tmp_path, max_file_mb=1, max_megapixels=2, max_sampled_mb=3)
    assert image_limits(settings) == Limits(MAX_JPEG, 2_000_000)
    assert video_limits(settings).max_sampled_bytes == 3 * 2**20


def test_images_of_no_video_are_not_in_the_index_of_frames(database: Database) -> None:
    told = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE name = 'ix_images_frame'",
        "postgresql": "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_images_frame'",
    }
    with database.read() as connection:
        (index,) = connection.exec_driver_sql(told[database.dialect]).scalars()
    assert "video_id IS NOT NULL" in index
