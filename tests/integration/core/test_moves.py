"""A large job that is cancelled or run again: that is known at once, and its images follow piece by piece."""

from pathlib import Path

import pytest
from sqlalchemy import update

from core.blobs.folder import FolderStore
from core.database import Database
from core.jobs.actions import delete_job
from core.jobs.moves import Moves
from core.tables import Job
from tests.support.auditing import codes
from tests.support.factories import (
    claim_some,
    create_account,
    create_job,
    end_some,
    failed,
    image_states,
    read_job,
)
from tests.support.moving import MANY, PIECE, cancel, found, retry, seen, states, stopped_job

pytestmark = pytest.mark.usefixtures("small_pieces")


def test_a_cancelled_one_stops_piece_by_piece_in_the_order_of_the_queue(
    database: Database, tmp_path: Path
) -> None:
    job = create_job(database, MANY)
    assert cancel(database, job) == MANY
    assert seen(database, job) == "cancelled"
    moving = Moves(database)
    for pieces in range(1, 4):
        assert image_states(database, job) == ["cancelled"] * PIECE * pieces + ["waiting"] * (
            MANY - PIECE * pieces
        )
        assert not found(database, tmp_path)
        create_job(database, 1, owner="somebody else")  # nobody waits for the end of it
        moving.go_on(0)
    moving.go_on(60)
    assert states(database, job) == {"cancelled": MANY}
    assert read_job(database, job).counts.waiting == 0


def test_a_small_one_stops_at_once(database: Database) -> None:
    job = create_job(database, PIECE)
    assert cancel(database, job) == PIECE
    assert states(database, job) == {"cancelled": PIECE}


def test_what_is_in_work_ends_and_is_not_stopped(database: Database) -> None:
    job = create_job(database, MANY)
    working = claim_some(database, 4)
    cancel(database, job)
    Moves(database).go_on(60)
    assert states(database, job) == {"working": len(working.images), "cancelled": MANY - 4}


def test_whoever_comes_after_one_that_was_killed_goes_on(database: Database) -> None:
    job = create_job(database, MANY)
    cancel(database, job)
    Moves(database).go_on(0)
    Moves(database).go_on(60)
    assert states(database, job) == {"cancelled": MANY}


def test_one_that_is_run_again_is_not_done_while_images_are_still_to_come(
    database: Database, tmp_path: Path
) -> None:
    job = stopped_job(database)
    assert retry(database, job) == MANY
    moving = Moves(database)
    for _ in range(3):
        assert not found(database, tmp_path)
        end_some(database)  # the workers are quicker
        view = read_job(database, job)
        assert (view.state, view.counts.waiting, view.finished_at) == ("working", 0, None)
        assert not found(database, tmp_path)
        moving.go_on(0)
    end_some(database)
    moving.go_on(60)
    view = read_job(database, job)
    assert (view.state, view.counts.classified, view.finished_at is None) == ("done", MANY, False)


def test_what_fails_again_meanwhile_does_not_go_round(database: Database) -> None:
    job = create_job(database, MANY)
    end_some(database, failed)
    assert retry(database, job) == MANY
    moving = Moves(database)
    for _ in range(20):
        if states(database, job)["waiting"]:
            end_some(database, failed)
        moving.go_on(0)
    view = read_job(database, job)
    assert (view.state, view.counts.failed) == ("done", MANY)


def test_whichever_came_last_is_done(database: Database) -> None:
    job = create_job(database, MANY)
    moving = Moves(database)
    cancel(database, job)
    moving.go_on(0)
    retry(database, job)
    moving.go_on(0)
    cancel(database, job)
    moving.go_on(60)
    assert (seen(database, job), states(database, job)) == ("cancelled", {"cancelled": MANY})
    retry(database, job)
    moving.go_on(60)
    assert (seen(database, job), states(database, job)) == ("waiting", {"waiting": MANY})


def test_a_job_that_is_done_is_not_marked(database: Database) -> None:
    job = create_job(database, MANY)
    end_some(database)
    cancel(database, job)
    assert retry(database, job) == 0
    assert seen(database, job) == "done"


def test_a_deleted_one_is_left_alone(database: Database) -> None:
    job, owner = create_job(database, MANY), create_account(database)
    cancel(database, job)
    with database.write() as connection:
        delete_job(connection, owner, job)
    Moves(database).go_on(60)
    assert states(database, job) == {"cancelled": PIECE, "waiting": MANY - PIECE}


def test_the_audit_finds_what_nobody_stops_any_more(database: Database, tmp_path: Path) -> None:
    job = create_job(database, MANY)
    cancel(database, job)
    with database.write() as connection:
        connection.execute(update(Job).values(moving_to=None))
    assert codes(database, FolderStore(tmp_path))["waits_though_cancelled"] == MANY - PIECE
    assert seen(database, job) == "cancelled"
