"""A large job that was deleted goes piece by piece: nobody sees it, and nobody waits for it long."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, select, update
from sqlalchemy import delete as sql_delete

from bench.filling import Images, fill, new_jobs
from core.accounts.records import account_by_id, get_account, remove_account
from core.accounts.records import create_account as make_account
from core.blobs.folder import FolderStore
from core.clock import utc_now
from core.database import Database
from core.errors import Conflict, NotFound
from core.forget import forget_account
from core.jobs import removal
from core.jobs.access import sees_any
from core.jobs.actions import delete_job, list_jobs
from core.jobs.images import get_image
from core.jobs.live_frames import count_live_frames, uncollected_frames
from core.jobs.queue import stored_now
from core.jobs.state import count_states, get_job
from core.journal import Deed
from core.quotas import Amounts, held
from core.reviews.queue import Question, next_faces
from core.reviews.types import Reviewer
from core.tables import Image, Job, Result
from tests.integration.audit.world import make_world
from tests.integration.core.test_housekeeping import make_older
from tests.support.auditing import codes
from tests.support.factories import create_account, create_job, end_some, sure
from worker.sweeper import remove_deleted, tidy

MANY, PIECE = 450, 100


@pytest.fixture
def large(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """A job of many images with a face each, for which a piece is small."""
    monkeypatch.setattr("core.jobs.large.PIECE", PIECE)
    owner = create_account(database)
    with database.write() as connection:
        jobs = new_jobs(connection, owner, ["large"])
    fill(database, Images(jobs, MANY))
    return jobs[0]


def delete(database: Database, job: str) -> None:
    owner = create_account(database)
    with database.write() as connection:
        delete_job(connection, owner, job)


def images_of(connection: Connection, job: str) -> int:
    return len(connection.execute(select(Image.id).where(Image.job_id == job)).all())


class PowerFailure(Exception):
    """Of a test."""


@contextmanager
def after_each_piece(
    monkeypatch: pytest.MonkeyPatch, does: Callable[[Database, str], None]
) -> Iterator[None]:
    """Do something whenever a piece is gone."""
    really = removal._remove_piece

    def remove(database: Database, job_id: str, before: removal.Place | None) -> removal.Place | None:
        last = really(database, job_id, before)
        does(database, job_id)
        return last

    with monkeypatch.context() as patched:
        patched.setattr(removal, "_remove_piece", remove)
        yield


def test_a_small_job_is_gone_at_once(database: Database) -> None:
    job = create_job(database, 3)
    delete(database, job)
    with database.read() as connection:
        assert connection.execute(select(Job.id)).all() == []


def test_others_write_between_two_pieces(
    database: Database, large: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete(database, large)
    left, others = list[int](), list[str]()

    def write(_: Database, job: str) -> None:
        thread = threading.Thread(target=lambda: others.append(create_job(database, 1)))
        thread.start()  # in a transaction of its own
        thread.join(10)
        with database.read() as connection:
            left.append(images_of(connection, job))

    with after_each_piece(monkeypatch, write):
        assert remove_deleted(database, FolderStore(tmp_path / "blobs"))
    assert left == [350, 250, 150, 50, 0]
    assert len(others) == 5
    with database.read() as connection:
        assert {*connection.execute(select(Job.id)).scalars()} == {*others}
        assert connection.execute(select(Result.id)).all() == []


def test_an_expired_job_goes_in_as_many_transactions(database: Database, large: str, tmp_path: Path) -> None:
    make_older(database, large, days=31)
    most = [0]

    @event.listens_for(database.engine, "begin")
    def begin(_: Connection) -> None:
        most.append(0)

    @event.listens_for(database.engine, "after_cursor_execute")
    def count(_: object, cursor: object, statement: str, *__: object) -> None:
        if statement.startswith(("DELETE FROM images", "DELETE FROM jobs")):
            most[-1] += cursor.rowcount  # type: ignore[attr-defined]

    tidy(database, FolderStore(tmp_path / "blobs"), 30)
    assert [rows for rows in most if rows] == [PIECE] * 4 + [50 + 1]
    with database.read() as connection:
        assert connection.execute(select(Job.id)).all() == []


def test_nobody_sees_what_is_still_there(database: Database, large: str) -> None:
    owner = create_account(database)
    with database.read() as connection:
        image = connection.execute(select(Image.id).limit(1)).scalar_one()
        assert next_faces(connection, Reviewer(owner, "owner"), Question(which="all"), 1)
    delete(database, large)
    with database.read() as connection:
        assert images_of(connection, large) == MANY
        assert list_jobs(connection, owner, 50) == []
        assert not sees_any(connection, owner)
        with pytest.raises(NotFound):
            get_job(connection, owner, large)
        with pytest.raises(NotFound):
            get_image(connection, owner, image)
        with pytest.raises(NotFound):
            delete_job(connection, owner, large)
        assert next_faces(connection, Reviewer(owner, "owner"), Question(which="all"), 1) == []
        assert held(connection, owner) == Amounts()
        assert (stored_now(connection).images, count_states(connection)) == (0, {})
        assert (count_live_frames(connection, owner), uncollected_frames(connection, -60)) == (0, {})


def test_one_that_was_cut_short_goes_on(
    database: Database, large: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FolderStore(tmp_path / "blobs")
    with store.pack(large) as pack:
        pack.add(b"bytes")
    delete(database, large)

    def fail(_: Database, job: str) -> None:
        raise PowerFailure(job)

    for left in (MANY - PIECE, MANY - 2 * PIECE):
        with after_each_piece(monkeypatch, fail), pytest.raises(PowerFailure):
            remove_deleted(database, store)
        with database.read() as connection:
            assert images_of(connection, large) == left
        assert codes(database, store) == {}
    stopped = threading.Event()
    stopped.set()
    assert not remove_deleted(database, store, stopped)
    assert [*store.packs(large)]  # whose rows are there
    assert remove_deleted(database, store)
    with database.read() as connection:
        assert connection.execute(select(Job.id)).all() == []
    assert list((tmp_path / "blobs").iterdir()) == []


def test_those_that_wait_go_first(database: Database, large: str) -> None:
    with database.write() as connection:
        some = select(Image.id).order_by(Image.id).limit(PIECE)
        connection.execute(update(Image).where(Image.id.in_(some)).values(state="waiting"))
    delete(database, large)
    removal._remove_piece(database, large, None)
    with database.read() as connection:
        assert set(connection.execute(select(Image.state)).scalars()) == {"classified"}


def test_what_ends_meanwhile_goes_too(
    database: Database, large: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker claims some that are not gone yet, and ends them behind the place that was reached."""
    with database.write() as connection:
        some = select(Image.id).order_by(Image.id).limit(250)
        ids = connection.execute(some).scalars().all()
        connection.execute(sql_delete(Result).where(Result.image_id.in_(ids)))
        connection.execute(update(Image).where(Image.id.in_(ids)).values(state="waiting"))
    delete(database, large)
    ended = list[int]()

    def end(_: Database, __: str) -> None:
        if not ended:
            ended.append(1)
            end_some(database, sure)

    with after_each_piece(monkeypatch, end):
        removal.remove_rows(database, large)
    with database.read() as connection:
        assert connection.execute(select(Job.id)).all() == []
        assert connection.execute(select(Result.id)).all() == []


def test_whatever_there_is_of_jobs_may_be_half_gone(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Videos, tracks, reviews and failures, image by image: the auditor finds nothing at any moment."""
    monkeypatch.setattr("core.jobs.large.PIECE", 1)
    world = make_world(database, tmp_path / "blobs")
    with database.write() as connection:
        marked = removal.mark_deleted(connection, Job.kept)
    for job_id in marked:
        world.store.delete_job(job_id)
    found, pieces = list[dict[str, int]](), list[str]()

    def look(_: Database, job: str) -> None:
        pieces.append(job)
        found.append(codes(database, world.store))

    with after_each_piece(monkeypatch, look):
        remove_deleted(database, world.store)
    assert len(pieces) > 8
    assert [one for one in found if one] == []
    with database.read() as connection:
        assert connection.execute(select(Job.id).where(Job.kept)).all() == []


def test_a_job_that_does_not_go_is_found(database: Database, large: str, tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "blobs")
    delete(database, large)
    assert codes(database, store) == {}
    with database.write() as connection:
        connection.execute(update(Job).values(deleted_at=utc_now() - timedelta(hours=7)))
    assert codes(database, store) == {"deleted_job_left": 1}


def test_an_account_goes_with_a_job_whose_rows_are_going(
    database: Database, large: str, tmp_path: Path
) -> None:
    delete(database, large)
    removal._remove_piece(database, large, None)
    with database.write() as connection:
        account = get_account(connection, "owner")
        make_account(connection, "other", "admin")
    with pytest.raises(Conflict, match="owns jobs"), database.write() as connection:
        remove_account(connection, account.id)  # or all the rest would go in one transaction
    forget_account(database, FolderStore(tmp_path / "blobs"), account, Deed(None, "forget", account.id))
    with database.read() as connection:
        assert connection.execute(select(Job.id)).all() == []
        assert connection.execute(select(Image.id)).all() == []
        assert account_by_id(connection, account.id) is None
