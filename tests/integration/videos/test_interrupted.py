"""What ends sampling before its end: losses, damage, limits, a person; and how it is taken up again."""

import subprocess
import time
from collections.abc import Iterator
from itertools import islice

import pytest
from sqlalchemy import select

from core.database import Database
from core.jobs.actions import cancel_job, delete_job, retry_job
from core.tables import Image, Video
from core.videos.claim import claim_video
from core.videos.end import release_expired_videos
from imaging.video import sampling
from imaging.video.failures import too_slow
from imaging.video.limits import VideoLimits
from imaging.video.sampling import Heard
from imaging.video.source import Order
from tests.integration.videos.conftest import Desk, frames, rows
from tests.support.factories import create_account, end_some, read_job
from tests.support.films import broken, film


def test_three_lost_workers_fail_it(desk: Desk, database: Database) -> None:
    job = desk.upload()
    for _ in range(3):
        assert claim_video(database, 0.01) is not None
        time.sleep(0.03)
        release_expired_videos(database)
    assert (desk.video(job).state, desk.video(job).error_code) == ("failed", "worker_lost")
    assert desk.make_tracks()
    assert read_job(database, job).state == "done"
    (row,) = rows(database, job)
    assert (row.filename, row.status, row.error_code) == ("clip.mp4", "failed", "worker_lost")


def test_a_broken_video_fails_with_a_row_that_names_it(desk: Desk, database: Database) -> None:
    def cut(data: bytearray) -> None:
        start = data.index(b"mdat") + 4000
        data[start : data.index(b"moov") - 4] = bytes(data.index(b"moov") - 4 - start)

    job = desk.upload(broken(film(), cut), every=0.5)
    desk.sampler().sample_one()
    video = desk.video(job)
    assert (video.state, video.error_code) == ("failed", "truncated")
    assert video.sampled == len(frames(database, job)) > 0
    end_some(database)
    desk.make_tracks()
    view = read_job(database, job)
    assert (view.state, view.counts.failed, view.counts.classified) == ("done", 1, video.sampled)
    (row,) = [row for row in rows(database, job) if row.status == "failed"]
    assert (row.filename, row.video_id) == ("clip.mp4", video.id)
    assert row.error_detail
    assert row.error_detail.startswith("The video ends or breaks at")


def test_a_failed_video_can_be_retried_after_what_is_there(desk: Desk, database: Database) -> None:
    job = desk.upload(every=0.1)
    desk.sampler(VideoLimits(max_frames=7)).sample_one()
    assert desk.video(job).error_code == "too_many_frames"
    assert len(frames(database, job)) == 7
    end_some(database)
    desk.make_tracks()
    account = create_account(database)
    with database.write() as connection:
        assert retry_job(connection, account, job) == 1
    assert read_job(database, job).state == "working"
    desk.sampler().sample_one()
    end_some(database)
    desk.make_tracks()
    view = read_job(database, job)
    assert (view.state, view.counts.classified, view.counts.failed) == ("done", 30, 0)


def test_a_retry_seeks_what_is_there_and_a_try_after_a_loss_does_not(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, account, asked = desk.upload(every=0.1), create_account(database), list[Order]()

    def slow(order: Order) -> Iterator[Heard]:
        """The real one, which takes too long after five frames."""
        asked.append(order)
        yield from islice((heard for heard in sampling.sample(order) if heard is not None), 6)
        raise too_slow(order.limits)

    monkeypatch.setattr("worker.videos.sampler.sample", slow)
    desk.sampler().sample_one()
    assert (desk.video(job).error_code, desk.video(job).sampled) == ("too_slow", 5)
    with database.write() as connection:
        retry_job(connection, account, job)
    desk.sampler().sample_one()
    assert desk.video(job).sampled == 10
    with database.write() as connection:
        retry_job(connection, account, job)
    assert claim_video(database, 0.01) is not None
    time.sleep(0.05)
    release_expired_videos(database)
    monkeypatch.undo()
    monkeypatch.setattr(
        "worker.videos.sampler.sample", lambda order: asked.append(order) or sampling.sample(order)
    )
    desk.sampler().sample_one()
    assert [(order.skip, order.after) for order in asked] == [(0, None), (5, 0.4), (10, None)]
    assert [index for index, _, _ in frames(database, job)] == list(range(30))


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (VideoLimits(max_pixels=100), "too_many_pixels"),
        (VideoLimits(max_seconds=1.5), "too_long"),
        (VideoLimits(wall_seconds=0.0), "too_slow"),
    ],
)
def test_a_limit_ends_it_with_its_reason(desk: Desk, limits: VideoLimits, code: str) -> None:
    job = desk.upload()
    desk.sampler(limits).sample_one()
    assert (desk.video(job).state, desk.video(job).error_code) == ("failed", code)


def test_a_decoder_that_is_killed_three_times_fails_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def start_and_kill(order: Order) -> "subprocess.Popen[bytes]":
        process = start(order)
        process.kill()  # before a frame has come: those that come make it another place
        return process

    job, start = desk.upload(), sampling._start
    monkeypatch.setattr(sampling, "_start", start_and_kill)
    for tried in range(1, 4):
        assert desk.video(job).state == "waiting", tried
        desk.sampler().sample_one()
    video = desk.video(job)
    assert (video.state, video.error_code) == ("failed", "decoder_crashed")
    assert "SIGKILL" in (video.error_detail or "")


def test_bytes_that_are_gone_are_named(desk: Desk) -> None:
    job = desk.upload()
    for path in (desk.folder / job).iterdir():
        path.unlink()
    desk.sampler().sample_one()
    assert desk.video(job).error_code == "bytes_missing"


def test_a_cancel_stops_it_before_and_in_its_work(desk: Desk, database: Database) -> None:
    before, within = desk.upload(), desk.upload(every=0.1)
    account = create_account(database)

    def cancel_now() -> bool:
        if desk.video(within).state == "working":
            with database.write() as connection:
                cancel_job(connection, account, within)
        return False

    with database.write() as connection:
        cancel_job(connection, account, before)
    desk.sampler(stopping=cancel_now).sample_one()
    assert [desk.video(job).state for job in (before, within)] == ["cancelled"] * 2
    assert not desk.sampler().sample_one()
    with database.write() as connection:
        assert retry_job(connection, account, within) > 0
    desk.sampler().sample_one()
    assert [index for index, _, _ in frames(database, within)] == list(range(30))


def test_deleting_the_job_leaves_nothing(desk: Desk, database: Database) -> None:
    job = desk.upload()
    account = create_account(database)

    def delete_now() -> bool:
        if desk.video(job).state == "working":
            with database.write() as connection:
                delete_job(connection, account, job)
            desk.store.delete_job(job)
        return not (desk.folder / job).exists()

    desk.sampler(stopping=delete_now).sample_one()
    with database.read() as connection:
        assert connection.execute(select(Video.id)).all() == []
        assert connection.execute(select(Image.id)).all() == []
    assert not (desk.folder / job).exists()
