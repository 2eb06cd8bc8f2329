"""What people do to a job: cancel, retry, close, delete, add, list."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import Connection, func, select

from core.database import Database
from core.errors import Conflict, NotFound
from core.ids import new_id
from core.jobs.actions import cancel_job, close_job, delete_job, list_jobs, retry_job
from core.jobs.create import add_images
from core.tables import Image, Result
from core.work.claim import claim
from core.work.finish import finish
from core.work.release import give_back, lose_claim, release_expired
from tests.support.factories import (
    claim_some,
    create_account,
    create_image,
    create_job,
    end_in_turn,
    end_some,
    failed,
    image_states,
    read_job,
    sure,
)

Action = Callable[[Connection, str, str], object]


def act(database: Database, action: Action, job_id: str, owner: str = "owner") -> object:
    account = create_account(database, owner)
    with database.write() as connection:
        return action(connection, account, job_id)


def add(database: Database, job_id: str, images: int = 1, refused: int = 0) -> None:
    account = create_account(database)
    with database.write() as connection:
        add_images(connection, account, job_id, [create_image() for _ in range(images)], refused)


def test_cancel_stops_what_has_not_started(database: Database) -> None:
    job = create_job(database, 3)
    working = claim_some(database, 1)
    assert act(database, cancel_job, job) == 2
    assert claim(database, 64, 60) is None
    assert finish(database, working.id, [sure(image) for image in working.images], "a") == 1
    assert image_states(database, job) == ["classified", "cancelled", "cancelled"]


def test_a_cancelled_job_says_so(database: Database) -> None:
    job = create_job(database, 3)
    act(database, cancel_job, job)
    assert read_job(database, job).state == "cancelled"


@pytest.mark.parametrize("back", [give_back, lose_claim])
def test_a_cancel_holds_for_work_that_comes_back(
    database: Database, back: Callable[[Database, str], int]
) -> None:
    job = create_job(database, 2)
    working = claim_some(database)
    act(database, cancel_job, job)
    assert back(database, working.id) == 2
    assert image_states(database, job) == ["cancelled", "cancelled"]


@pytest.mark.parametrize("back", [give_back, lose_claim])
def test_a_cancel_under_way_holds_for_work_that_comes_back(
    database: Database, back: Callable[[Database, str], int]
) -> None:
    job, account = create_job(database, 2), create_account(database)
    working = claim_some(database)
    with ThreadPoolExecutor(1) as worker:
        with database.write() as connection:
            cancel_job(connection, account, job)
            returned = worker.submit(back, database, working.id)
            time.sleep(0.2)  # it has to wait for the commit
        assert returned.result(20) == 2
    assert image_states(database, job) == ["cancelled", "cancelled"]


def test_who_deletes_and_who_sweeps_do_not_wait_for_each_other(database: Database) -> None:
    job, account = create_job(database, 2), create_account(database)
    for time_lost in range(2):
        lose_claim(database, claim_some(database, 1, suspects=time_lost > 0).id)
    claim_some(database, 1, lease=0.01)  # the sweeper takes this one back and ends the other
    claim_some(database, 1, lease=0.01, suspects=True)
    with ThreadPoolExecutor(1) as sweeper:
        with database.write() as connection:
            cancel_job(connection, account, job)  # holds the job's row, and no image's
            swept = sweeper.submit(release_expired, database)
            time.sleep(0.2)
            delete_job(connection, account, job)
        swept.result(20)
    with database.read() as connection:
        assert connection.execute(select(Image.id)).all() == []


def test_what_is_done_stays_done(database: Database) -> None:
    job = create_job(database, 1)
    end_some(database)
    act(database, cancel_job, job)
    view = read_job(database, job)
    assert (view.state, view.finished_at is None) == ("done", False)


def test_a_cancelled_job_takes_no_more_images(database: Database) -> None:
    job = create_job(database, 1, expected=2)
    act(database, cancel_job, job)
    with pytest.raises(Conflict) as refusal:
        add(database, job)
    assert refusal.value.code == "job_cancelled"


def test_retry_queues_what_failed(database: Database) -> None:
    job = create_job(database, 2)
    end_in_turn(database, sure, failed)
    assert act(database, retry_job, job) == 1
    assert image_states(database, job) == ["classified", "waiting"]
    assert read_job(database, job).finished_at is None


def test_a_retried_image_ends_once(database: Database) -> None:
    job = create_job(database, 1)
    end_some(database, failed)
    act(database, retry_job, job)
    end_some(database, sure)
    with database.read() as connection:
        assert connection.execute(select(Result.status)).scalars().all() == ["classified"]
    assert read_job(database, job).state == "done"


def test_retry_queues_what_a_cancel_stopped(database: Database) -> None:
    job = create_job(database, 2)
    act(database, cancel_job, job)
    assert act(database, retry_job, job) == 2
    assert read_job(database, job).state == "waiting"


def test_retry_of_a_good_job_changes_nothing(database: Database) -> None:
    job = create_job(database, 1)
    end_some(database)
    before = read_job(database, job)
    assert act(database, retry_job, job) == 0
    assert read_job(database, job) == before


def test_close_expects_no_more(database: Database) -> None:
    job = create_job(database, 1, refused=1, expected=9)
    end_some(database)
    act(database, close_job, job)
    view = read_job(database, job)
    assert (view.counts.expected, view.state) == (1, "done")
    assert view.finished_at is not None


def test_close_of_an_empty_job_ends_it(database: Database) -> None:
    job = create_job(database, expected=9)
    act(database, close_job, job)
    assert read_job(database, job).state == "done"


def test_images_added_to_a_done_job_run_too(database: Database) -> None:
    job = create_job(database, 1)
    end_some(database)
    add(database, job)
    view = read_job(database, job)
    assert (view.state, view.finished_at, view.counts.expected) == ("working", None, 2)


def test_a_refused_addition_leaves_a_done_job_finished(database: Database) -> None:
    job = create_job(database, 1)
    end_some(database)
    add(database, job, images=0, refused=1)
    assert read_job(database, job).finished_at is not None


def test_delete_removes_everything_of_a_job(database: Database) -> None:
    job, other = create_job(database, 2), create_job(database, 1)
    end_some(database)
    act(database, delete_job, job)
    with pytest.raises(NotFound):
        read_job(database, job)
    with database.read() as connection:
        assert connection.execute(select(Image.job_id)).scalars().all() == [other]
        assert connection.execute(select(func.count()).select_from(Result)).scalar_one() == 1


def test_an_upload_under_way_is_not_deleted_with_a_job_that_is_to_be_empty(database: Database) -> None:
    job, account = create_job(database, expected=1), create_account(database)

    def take_back() -> None:
        with database.write() as connection:
            delete_job(connection, account, job, if_empty=True)

    with ThreadPoolExecutor(1) as browser:
        with database.write() as connection:
            add_images(connection, account, job, [create_image()], 0)
            taken_back = browser.submit(take_back)
            assert wait([taken_back], timeout=0.2).not_done  # it has to wait for the commit
        with pytest.raises(Conflict) as refusal:
            taken_back.result(20)
    assert refusal.value.code == "job_not_empty"
    assert image_states(database, job) == ["waiting"]


def test_a_batch_whose_job_was_deleted_ends_nothing(database: Database) -> None:
    job = create_job(database, 2)
    claimed = claim_some(database)
    act(database, delete_job, job)
    assert finish(database, claimed.id, [sure(image) for image in claimed.images], "a") == 0


@pytest.mark.parametrize("action", [cancel_job, retry_job, close_job, delete_job])
def test_somebody_elses_job_is_not_there(database: Database, action: Action) -> None:
    job = create_job(database, 1)
    with pytest.raises(NotFound):
        act(database, action, job, owner="stranger")
    assert image_states(database, job) == ["waiting"]


def test_nobody_adds_images_to_somebody_elses_job(database: Database) -> None:
    job, stranger = create_job(database, 1), create_account(database, "stranger")
    with pytest.raises(NotFound), database.write() as connection:
        add_images(connection, stranger, job, [create_image()], 0)


def test_the_newest_job_is_listed_first_and_pages_join(database: Database) -> None:
    made = [create_job(database) for _ in range(5)]
    create_job(database, owner="stranger")
    owner = create_account(database)
    with database.read() as connection:
        first = [job.id for job in list_jobs(connection, owner, 3)]
        second = [job.id for job in list_jobs(connection, owner, 3, before=first[-1])]
    assert first + second == made[::-1]


def test_nobody_has_no_jobs(database: Database) -> None:
    with database.read() as connection:
        assert list_jobs(connection, new_id(), 10) == []
