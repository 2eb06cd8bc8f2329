"""From a stored video to waiting images: whole, in parts, with a reason, and never twice."""

import errno
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bench.running import free_port
from bench.s3_server import bucket_settings
from core.blobs import BlobRef, open_store
from core.database import Database
from core.jobs.actions import retry_job
from core.quotas import UNBOUNDED, Amounts, held
from core.tables import Image, Video
from core.videos.claim import claim_video
from core.videos.end import end_failed, release_expired_videos
from core.videos.progress import ClaimLost, add_frames
from core.videos.types import NewFrame
from imaging.decode import decode
from tests.integration.videos.conftest import Desk, frames, rows
from tests.support.auditing import codes
from tests.support.factories import create_account, create_settings, end_some, image_states, read_job
from tests.support.films import film
from tests.support.stores import with_bucket
from worker.sweeper import tidy


@pytest.mark.parametrize("kind", ["mp4", "mov", "webm", "mkv"])
def test_a_video_becomes_an_image_a_second(desk: Desk, database: Database, kind: str) -> None:
    job, rung = desk.upload(film(kind)), list[int]()
    assert desk.sampler(ring=rung.append).sample_one()
    assert frames(database, job) == [
        (0, 0.0, "clip.mp4 @ 00:00:00.0"),
        (1, 1.0, "clip.mp4 @ 00:00:01.0"),
        (2, 2.0, "clip.mp4 @ 00:00:02.0"),
    ]
    assert image_states(database, job) == ["waiting"] * 3
    assert sum(rung) >= 3
    video = desk.video(job)
    assert (video.state, video.sampled, video.expected, video.seconds) == ("sampled", 3, 3, 3.0)
    assert (video.width, video.height) == (160, 120)


def test_every_frame_is_stored_as_a_picture(desk: Desk, database: Database) -> None:
    job = desk.upload(every=0.5)
    desk.sampler().sample_one()
    with database.read() as connection:
        found = connection.execute(
            select(Image.blob, Image.blob_offset, Image.blob_length, Image.width, Image.height).where(
                Image.job_id == job
            )
        ).all()
    assert len(found) == 6
    for pack, offset, length, width, height in found:
        data = (desk.folder / pack).read_bytes()[offset : offset + length]
        assert decode(data).shape == (height, width, 3) == (120, 160, 3)


def test_its_bytes_go_when_its_frames_are_there(desk: Desk) -> None:
    job = desk.upload()
    before = {path.name for path in (desk.folder / job).iterdir()}
    desk.sampler().sample_one()
    assert not before & {path.name for path in (desk.folder / job).iterdir()}


def test_a_job_is_done_when_its_frames_have_ended_and_are_tracked(desk: Desk, database: Database) -> None:
    job = desk.upload(expected=1)
    view = read_job(database, job)
    assert (view.state, view.counts.expected, view.counts.received) == ("waiting", 1, 0)
    desk.sampler().sample_one()
    view = read_job(database, job)
    assert (view.state, view.counts.expected, view.counts.received) == ("working", 3, 3)
    end_some(database)
    assert read_job(database, job).state == "working"
    assert desk.make_tracks()
    view = read_job(database, job)
    assert (view.state, view.counts.classified, view.video_count) == ("done", 3, 1)
    assert view.finished_at is not None
    assert not desk.make_tracks()


def test_a_second_file_is_still_expected(desk: Desk, database: Database) -> None:
    job = desk.upload(expected=2)
    desk.sampler().sample_one()
    end_some(database)
    desk.make_tracks()
    view = read_job(database, job)
    assert (view.state, view.counts.expected, view.finished_at) == ("receiving", 4, None)


def test_nothing_waits_is_no_work(desk: Desk) -> None:
    assert not desk.sampler().sample_one()


def test_a_worker_that_stops_goes_on_later_without_doubling(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = desk.upload(every=0.1)
    monkeypatch.setattr("worker.videos.sampler.GROUP_FRAMES", 4)
    desk.sampler(stopping=lambda: desk.video(job).sampled >= 8).sample_one()
    half = len(frames(database, job))
    assert 8 <= half < 30
    assert (desk.video(job).state, desk.video(job).sampled) == ("waiting", half)
    desk.sampler().sample_one()
    assert [index for index, _, _ in frames(database, job)] == list(range(30))
    assert [at for _, at, _ in frames(database, job)] == pytest.approx([n / 10 for n in range(30)])


def test_the_late_word_of_a_worker_that_was_replaced_is_not_heard(desk: Desk, database: Database) -> None:
    job = desk.upload(every=0.1)
    late = claim_video(database, 0.01)
    assert late is not None
    time.sleep(0.05)
    release_expired_videos(database)
    stop = iter([False] * 9)
    desk.sampler(stopping=lambda: next(stop, True)).sample_one()
    with pytest.raises(ClaimLost):
        desk.sampler()._sample(late)
    end_failed(database, late, "late", "Too late.")
    assert desk.video(job).state == "waiting"
    desk.sampler().sample_one()
    assert [index for index, _, _ in frames(database, job)] == list(range(30))


@pytest.mark.parametrize("what", ["images", "bytes"])
def test_frames_fill_the_quota_and_no_more(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr("worker.videos.sampler.GROUP_FRAMES", 4)
    job, account = desk.upload(every=0.1), create_account(database)
    with database.read() as connection:
        before = held(connection, account).bytes
    quotas = Amounts(images=10) if what == "images" else Amounts(bytes=before + 20_000)
    desk.sampler(quotas=quotas).sample_one()
    video, (failure, *_) = desk.video(job), rows(database, job)
    assert (video.state, video.error_code, failure.error_code) == ("failed", *[f"quota_{what}"] * 2)
    assert 0 < video.sampled == len(frames(database, job)) < 30
    with database.read() as connection:
        now = held(connection, account)
    assert (now.images if what == "images" else now.bytes) <= getattr(quotas, what)
    assert codes(database, desk.store) == {}
    with database.write() as connection:
        retry_job(connection, account, job)
    desk.sampler().sample_one()
    assert [index for index, _, _ in frames(database, job)] == list(range(30))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_video_waits_where_its_bucket_is_away(desk: Desk, database: Database, tmp_path: Path) -> None:
    job = desk.upload()
    away = open_store(create_settings(tmp_path, **with_bucket(bucket_settings("127.0.0.1", free_port()))))
    assert not replace(desk.sampler(), blobs=away).sample_one()  # nor is it taken again at once
    with database.read() as connection:
        assert connection.execute(select(Video.state, Video.losses)).one() == ("waiting", 0)
    assert desk.sampler().sample_one()
    assert len(frames(database, job)) == 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_video_waits_where_its_frames_cannot_be_written(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = desk.upload()

    def refuse(job_id: str) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as reading:
        reading.setattr(desk.store, "pack", refuse)
        for _ in range(4):
            assert not desk.sampler().sample_one()
    with database.read() as connection:
        assert connection.execute(select(Video.state, Video.losses)).one() == ("waiting", 0)
    assert desk.sampler().sample_one()
    assert len(frames(database, job)) == 3


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("full", [True, False])
def test_what_cannot_be_removed_changes_nothing_else(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch, *, full: bool
) -> None:
    job, rung = desk.upload(), list[int]()

    def refuse(pack: str) -> NoReturn:
        raise OSError(errno.EIO, "it does not remove")

    with monkeypatch.context() as writing:
        writing.setattr(desk.store, "discard", refuse)
        desk.sampler(quotas=Amounts(images=1) if full else UNBOUNDED, ring=rung.append).sample_one()
    video = desk.video(job)
    assert (video.state, video.error_code) == (("failed", "quota_images") if full else ("sampled", None))
    assert rung[-1] == 1  # who makes tracks is told
    if not full:
        tidy(database, desk.store, 30)
        with database.read() as connection:
            named = connection.execute(select(Image.blob).where(Image.job_id == job, Image.frame_index >= 0))
            assert {*desk.store.packs(job)} == {*named.scalars()}


def test_a_frame_cannot_be_made_twice(desk: Desk, database: Database) -> None:
    job = desk.upload()
    video = claim_video(database, 60)
    assert video is not None
    frame = NewFrame(0, 0.0, "0" * 64, 160, 120, BlobRef("pack", 0, 9))
    add_frames(database, video, [frame], 60)
    with pytest.raises(IntegrityError):
        add_frames(database, video, [frame], 60)
    assert len(frames(database, job)) == desk.video(job).sampled == 1


def test_json_rows_say_when_and_of_which_video(desk: Desk, database: Database) -> None:
    job = desk.upload()
    desk.sampler().sample_one()
    end_some(database)
    found = [(row.at_seconds, row.video_id) for row in rows(database, job)]
    assert found == [(at, desk.video(job).id) for at in (0.0, 1.0, 2.0)]
