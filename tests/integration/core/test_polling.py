"""How far a job is, as those read it who ask all the time: the same as ever, and mostly in one statement."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import update

from core.blobs import BlobRef
from core.clock import utc_now
from core.database import Database
from core.errors import NotFound
from core.ids import new_id
from core.jobs.actions import cancel_job, list_jobs
from core.jobs.reviewers import add_reviewer
from core.jobs.state import JobView, get_job, poll_job
from core.tables import Job
from core.videos.create import NewVideo, add_videos
from tests.support.factories import (
    claim_some,
    create_account,
    create_job,
    doubtful,
    end_in_turn,
    faceless,
    failed,
    sure,
)
from tests.support.transactions import begun_on


def begun(database: Database, **about: object) -> str:
    """A job with an image of every kind; a flag makes the last one's face uncertain."""
    job = create_job(database, 7, **about)  # type: ignore[arg-type]
    end_in_turn(database, sure, doubtful, faceless, failed, lambda image: sure(image, quality_flags="dark"))
    claim_some(database, 1)
    return job


def ended(database: Database) -> str:
    job = create_job(database, 2)
    end_in_turn(database, sure, doubtful)
    return job


def cancelled(database: Database) -> str:
    job, owner = begun(database), create_account(database)
    with database.write() as connection:
        cancel_job(connection, owner, job)
    return job


def compared(database: Database) -> str:
    job = begun(database)
    with database.write() as connection:
        connection.execute(update(Job).values(compared_at=utc_now()))
    return job


def filmed(database: Database) -> str:
    job = begun(database)
    with database.write() as connection:
        video = NewVideo("clip.mp4", "0" * 64, "mp4", BlobRef(f"{job}/pack", 0, 4), new_id())
        add_videos(connection, job, [video], 1.0)
    return job


IN_ONE: dict[str, Callable[[Database], str]] = {
    "empty": create_job,
    "announced": lambda database: create_job(database, 1, expected=5, refused=1),
    "begun": begun,
    "by a fine threshold": lambda database: begun(database, threshold=0.995),
    "ended": ended,
    "cancelled": cancelled,
}
IN_SEVERAL: dict[str, Callable[[Database], str]] = {
    "doubts a flag": lambda database: begun(database, uncertain_flags=("dark",)),
    "by a threshold between steps": lambda database: begun(database, threshold=0.8765),
    "compared": compared,
    "filmed": filmed,
}


def polled(database: Database, job: str) -> tuple[JobView, Sequence[object]]:
    """What is told, and what transactions it took."""
    account = create_account(database)
    with begun_on(database) as begins:
        found = poll_job(database, account, job)
    return found, begins


@pytest.mark.parametrize("kind", IN_ONE | IN_SEVERAL)
def test_it_says_what_the_whole_view_says(database: Database, kind: str) -> None:
    job = (IN_ONE | IN_SEVERAL)[kind](database)
    account = create_account(database)
    found, begins = polled(database, job)
    with database.read() as connection:
        assert found == get_job(connection, account, job)
        assert [found] == list_jobs(connection, account, 9)
    assert bool(begins) == (kind in IN_SEVERAL)


def test_the_numbers_of_a_job_that_has_begun(database: Database) -> None:
    counts = polled(database, begun(database))[0].counts
    assert (counts.waiting, counts.working, counts.classified, counts.uncertain) == (1, 1, 3, 1)
    assert (counts.no_face, counts.failed) == (1, 1)


def test_who_may_not_see_a_job_finds_none(database: Database) -> None:
    job, owner = begun(database), create_account(database)
    stranger = create_account(database, "ben", "reviewer")
    with pytest.raises(NotFound):
        poll_job(database, stranger, job)
    with database.write() as connection:
        add_reviewer(connection, owner, job, "ben")
    assert poll_job(database, stranger, job).shared


def test_nobody_finds_what_is_gone(database: Database) -> None:
    job, account = begun(database), create_account(database)
    with database.write() as connection:
        connection.execute(update(Job).values(kept=False, deleted_at=utc_now()))
    with pytest.raises(NotFound):
        poll_job(database, account, job)
