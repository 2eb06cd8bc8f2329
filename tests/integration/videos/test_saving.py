"""Tracks are written piece by piece: through deaths between pieces, and by two at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.exc import OperationalError

from core.database import Database
from core.jobs.actions import retry_job
from core.tables import Result, Track, Video
from core.videos import save
from core.videos.due import DUE, DueVideo, give_back_due_video, keep_due_video, take_due_video
from core.videos.save import NewTrack, save_tracks
from tests.integration.videos.conftest import Desk
from tests.support.factories import create_account, end_in_turn, end_some, failed, read_job, sure


def take(database: Database) -> DueVideo:
    """The video, though another may have it."""
    with database.write() as connection:
        connection.execute(update(Video).values(lease_until=None))
    taken = take_due_video(database, 60)
    assert taken is not None
    return taken


def one_a_face(database: Database) -> list[NewTrack]:
    with database.read() as connection:
        faces = connection.execute(select(Result.id).order_by(Result.image_id)).scalars().all()
    return [NewTrack(0.0, 0.0, "female", 0.9, 0.9, "", face, [face]) for face in faces]


def rows(database: Database) -> tuple[int, int]:
    """How many tracks there are, and how many faces that belong to one of them."""
    with database.read() as connection:
        tracks = connection.execute(select(func.count()).select_from(Track)).scalar_one()
        joined = select(func.count()).select_from(Result).join(Track, Track.id == Result.track_id)
        return tracks, connection.execute(joined).scalar_one()


@pytest.fixture
def job(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """Three classified frames, and pieces of one row."""
    monkeypatch.setattr(save, "PIECE", 1)
    made = desk.upload()
    desk.sampler().sample_one()
    end_some(desk.database)
    return made


def dying(database: Database, monkeypatch: pytest.MonkeyPatch, writes: int) -> None:
    """From now on the database goes away after so many writes."""
    left, write = iter(range(writes)), Database.write

    @contextmanager
    def some(here: Database, *, synced: bool = True) -> Iterator[Connection]:
        if next(left, None) is None:
            raise OperationalError("BEGIN", {}, Exception("gone"))
        with write(here, synced=synced) as connection:
            yield connection

    monkeypatch.setattr(Database, "write", some)


@pytest.mark.parametrize("writes", [2, 4, 6])
def test_what_a_dead_worker_left_is_unseen_and_replaced(
    desk: Desk, database: Database, job: str, writes: int
) -> None:
    first = take(database)
    faces = one_a_face(database)
    with pytest.MonkeyPatch.context() as patch:
        dying(database, patch, writes)
        with pytest.raises(OperationalError):
            save_tracks(database, first, faces, 60)
    assert rows(database)[0] == min(writes - 1, 3)
    assert len(desk.people(job)) == 0
    assert read_job(database, job).state == "working"
    assert save_tracks(database, take(database), one_a_face(database)[:2], 60)
    assert rows(database) == (2, 2)
    assert len(desk.people(job)) == 2
    assert read_job(database, job).state == "done"


def test_who_was_overtaken_stops(desk: Desk, database: Database, job: str) -> None:
    first, second = take(database), take(database)
    assert not save_tracks(database, first, one_a_face(database), 60)
    assert not keep_due_video(database, first, 60)
    assert save_tracks(database, second, one_a_face(database), 60)
    assert not save_tracks(database, first, [], 60)
    assert (rows(database), len(desk.people(job))) == ((3, 3), 3)


def test_a_retry_stops_who_makes_tracks_of_what_was_before(desk: Desk, database: Database) -> None:
    job, account = desk.upload(), create_account(database)
    desk.sampler().sample_one()
    end_in_turn(database, sure, sure, failed)
    stale = take(database)
    with database.write() as connection:
        retry_job(connection, account, job)
    end_some(database)
    assert not save_tracks(database, stale, one_a_face(database), 60)
    assert desk.make_tracks()
    assert len(desk.people(job)) == 1


def test_a_polite_stop_costs_no_try(desk: Desk, database: Database, job: str) -> None:
    answers = iter([False, True] * 5)  # it asks before it takes the video, and at the first frame
    for _ in range(5):
        assert desk.make_tracks(stopping=lambda: next(answers))
    assert desk.make_tracks()
    assert len(desk.people(job)) == 1


def test_the_databases_trouble_costs_no_try(desk: Desk, database: Database, job: str) -> None:
    def trouble(*_: object) -> bool:
        raise OperationalError("COMMIT", {}, Exception("locked"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("worker.videos.tracking.save_tracks", trouble)
        for _ in range(5):
            with pytest.raises(OperationalError):
                desk.make_tracks()
    assert desk.make_tracks()
    assert len(desk.people(job)) == 1


def test_giving_back_is_only_for_ones_own(database: Database, job: str) -> None:
    first, second = take(database), take(database)
    give_back_due_video(database, first)
    assert keep_due_video(database, second, 60)
    assert take_due_video(database, 60) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_looking_for_due_videos_walks_no_frames(database: Database) -> None:
    query = select(Video.id).where(DUE).compile(database.engine, compile_kwargs={"literal_binds": True})
    with database.read() as connection:
        plan = [row[-1] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    assert any("ix_images_pending_frame" in step for step in plan), plan
