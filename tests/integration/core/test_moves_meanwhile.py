"""What others do to a large job while its images move: workers, its owner, an older version."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update

from core.blobs import BlobRef
from core.clock import utc_now
from core.database import Database
from core.ids import new_id
from core.jobs import moves
from core.jobs.create import NewImage, image_row
from core.jobs.moves import Moves
from core.labels import JobState
from core.tables import Image, Job, Result
from core.work.claim import claim
from core.work.finish import finish, result_rows
from core.work.types import Outcome
from tests.support.factories import (
    create_job,
    end_in_turn,
    end_some,
    failed,
    read_job,
    sure,
)
from tests.support.moving import MANY, PIECE, cancel, found, retry, seen, states, stopped_job

pytestmark = pytest.mark.usefixtures("small_pieces")


def test_what_was_stopped_and_fails_meanwhile_does_not_go_round_either(database: Database) -> None:
    job = stopped_job(database)
    retry(database, job)
    end_some(database, failed)
    Moves(database).go_on(60)
    assert states(database, job) == {"failed": PIECE, "waiting": MANY - PIECE}


def test_who_asks_once_more_gets_what_failed_meanwhile_too(database: Database) -> None:
    job, moving = create_job(database, MANY), Moves(database)
    end_some(database, failed)
    retry(database, job)
    moving.go_on(0)
    end_some(database, failed, 2 * PIECE)
    assert retry(database, job) == MANY
    moving.go_on(60)
    assert states(database, job) == {"waiting": MANY}


def test_what_tells_of_a_failed_video_is_not_classified(database: Database) -> None:
    job, moving = create_job(database, MANY), Moves(database)
    end_some(database, failed)
    before = utc_now()
    retry(database, job)
    image = NewImage("clip.mp4", "0" * 64, 0, 0, BlobRef("pack", 0, 0), new_id())
    row = image_row(job, image, 0, utc_now()) | {"state": "failed", "video_id": new_id(), "frame_index": -1}
    told = Outcome(image.id, job, error_code="too_long", error_detail="It is too long.")
    with database.write() as connection:
        connection.execute(insert(Image).values(row))
        connection.execute(insert(Result), result_rows(told, None, before))
    moving.go_on(60)
    assert states(database, job) == {"waiting": MANY, "failed": 1}


def test_few_failed_images_of_a_large_job_are_all_moved_at_once(database: Database) -> None:
    job = create_job(database, MANY)
    end_in_turn(database, *[failed] * (PIECE - 1))
    end_some(database)
    retry(database, job)
    end_some(database)
    assert seen(database, job) == "done"


def test_each_job_has_its_turn(database: Database) -> None:
    jobs = [create_job(database, MANY) for _ in range(2)]
    for job in jobs:
        cancel(database, job)
    Moves(database).go_on(0)
    assert [states(database, job)["cancelled"] for job in jobs] == [2 * PIECE] * 2


def test_one_that_cannot_be_moved_keeps_no_other_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stuck, other = [create_job(database, MANY) for _ in range(2)]
    for job in (stuck, other):
        cancel(database, job)
    really = moves._move_piece

    def move(
        connection: Connection, asked: moves.Move, after: moves._Place
    ) -> tuple[int, moves._Place | None]:
        if asked.job_id == stuck:
            connection.exec_driver_sql("SELECT nothing FROM nowhere")
        return really(connection, asked, after)

    monkeypatch.setattr(moves, "_move_piece", move)
    Moves(database).go_on(60)
    assert [states(database, job)["cancelled"] for job in (stuck, other)] == [PIECE, MANY]
    assert f"images of job {stuck} were not moved" in caplog.text


@pytest.mark.parametrize(
    ("first", "then", "state"), [(retry, "cancelled", "cancelled"), (cancel, "waiting", "waiting")]
)
def test_what_an_older_version_did_meanwhile_stays(
    database: Database, first: Callable[[Database, str], int], then: str, state: JobState
) -> None:
    """It knows no marks, and moves all images of a job at once."""
    job = stopped_job(database) if first is retry else create_job(database, MANY)
    first(database, job)
    with database.write() as connection:
        connection.execute(update(Image).values(state=then))
        connection.execute(update(Job).values(cancelled_at=utc_now() if then == "cancelled" else None))
    Moves(database).go_on(60)
    assert (seen(database, job), states(database, job)) == (state, {then: MANY})
    with database.read() as connection:
        assert connection.execute(select(Job.moving_to)).scalar_one() is None


def test_workers_go_on_beside_it(database: Database, tmp_path: Path) -> None:
    job = stopped_job(database)
    retry(database, job)

    def work() -> None:
        while seen(database, job) != "done":
            claimed = claim(database, 2, 60)
            if claimed is not None:
                finish(database, claimed.id, [sure(image) for image in claimed.images], "test")

    with ThreadPoolExecutor(2) as workers:
        working = [workers.submit(work) for _ in range(2)]
        Moves(database).go_on(60)
        for one in working:
            one.result(60)
    assert states(database, job) == {"classified": MANY}
    assert read_job(database, job).finished_at is not None
    assert not found(database, tmp_path)
