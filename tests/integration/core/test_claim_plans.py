"""Postgres looks for what waits in an index of what waits, however many images have ended before it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bench.filling import Images, fill, new_jobs
from core.database import Database
from core.jobs.create import BULK, LIVE
from core.jobs.queue import queue_now, waiting_images
from core.work.claim import anything_waits, claim
from core.work.finish import finish
from core.work.waiting import waiting
from tests.integration.conftest import empty_database
from tests.support.databases import opened
from tests.support.factories import (
    MODEL,
    claim_some,
    create_account,
    create_job,
    crowd,
    faceless,
    failed,
    image_states,
    sure,
)
from tests.support.plans import images_read, plans_of

ENDED, WAITING, COMING, FEW, BATCH = 6000, 6000, 1000, 30, 64


@pytest.fixture(params=["all", "few", "none"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The images that wait came last, as they do; Postgres counted when so many of them were there."""
    with opened(empty_database(request, "postgres", tmp_path)) as database:
        owner = create_account(database)
        with database.write() as connection:
            jobs = new_jobs(connection, owner, ["ended", "waiting"])
        fill(database, Images(jobs[:1], ENDED))
        fill(database, Images(jobs[1:], FEW, waiting=True))
        if request.param == "few":
            _count(database)
        fill(database, Images(jobs[1:], WAITING, waiting=True))
        if request.param == "all":
            _count(database)
        yield database


def _count(database: Database) -> None:
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("VACUUM ANALYZE images")


BEFORE: dict[str, Callable[[Database, Sequence[str]], None]] = {
    "nothing": lambda database, _: _as_new(database),
    "ended": lambda database, jobs: fill(database, Images(jobs[:1], ENDED)),
    "few": lambda database, jobs: fill(database, Images(jobs[1:], FEW, waiting=True)),
    "many": lambda database, jobs: fill(database, Images(jobs[1:], WAITING, waiting=True)),
}


@pytest.mark.postgres
@pytest.mark.parametrize("counted", [True, False], ids=["counted", "not counted"])
@pytest.mark.parametrize("before", BEFORE)
def test_no_more_is_read_than_is_taken_whatever_there_was_when_the_plan_was_made(
    request: pytest.FixtureRequest, tmp_path: Path, before: str, *, counted: bool
) -> None:
    """A worker keeps its connection, and the connection its plan, also of a night when nothing waited."""
    with opened(empty_database(request, "postgres", tmp_path)) as database:
        owner = create_account(database)
        with database.write() as connection:
            jobs = new_jobs(connection, owner, ["ended", "waiting"])
        BEFORE[before](database, jobs)
        if counted:
            _count(database)
        _read_the_queue(database)
        create_job(database, COMING)  # `fill` alters the table, and all plans are made anew
        with images_read(database) as numbers:
            _read_the_queue(database)
    head, batch, suspects = numbers
    assert head == BATCH
    assert BATCH <= batch <= 3 * BATCH  # found, looked up and written
    assert suspects == 0


def _as_new(database: Database) -> None:
    """Images that were deleted leave an index behind that is long to read, and so is not read."""
    with database.write() as connection:
        connection.exec_driver_sql("TRUNCATE images CASCADE")


def _read_the_queue(database: Database) -> None:
    waiting(database, BATCH)
    claim(database, BATCH, 30.0)
    claim(database, BATCH, 30.0, suspects=True)


@pytest.mark.postgres
def test_nothing_is_looked_for_among_all_images(filled: Database) -> None:
    with plans_of(filled) as steps:
        assert claim(filled, 64, 30) is not None
        assert claim(filled, 64, 30, suspects=True) is None
        assert waiting_images(filled, 100) == 100
        assert waiting(filled, 64).images == 64
    plans = ["\n".join(plan) for plan in steps]
    assert len(plans) == 4
    assert not [plan for plan in plans if "Seq Scan on images" in plan]
    assert sum("ix_images_suspects" in plan for plan in plans) == 1
    assert sum("ix_images_queue" in plan for plan in plans) == 3


@pytest.mark.postgres
def test_what_waits_is_not_sorted(filled: Database) -> None:
    with plans_of(filled) as steps:
        assert claim(filled, 64, 30) is not None
        assert waiting(filled, 64).images == 64
        assert waiting_images(filled, 100) == 100
        assert queue_now(filled).oldest_seconds > 0
    plans = ["\n".join(plan) for plan in steps]
    assert len(plans) == 5  # what is in work is the numbers' other question
    assert not [plan for plan in plans if "Sort" in plan or "Bitmap" in plan]


@pytest.mark.postgres
def test_a_look_for_what_is_urgent_passes_what_is_not(filled: Database) -> None:
    with images_read(filled) as numbers:
        assert not anything_waits(filled, suspects=False, least=LIVE)
        assert anything_waits(filled, suspects=False, least=BULK)
    assert numbers == [0, 1]
    with plans_of(filled) as plans:
        assert claim(filled, 64, 30, least=LIVE) is None
    (found,) = map("\n".join, plans)
    assert "ix_images_queue" in found
    assert "Seq Scan" not in found


@pytest.mark.postgres
def test_a_batch_ends_in_one_statement_that_looks_for_nothing(filled: Database) -> None:
    claimed = claim_some(filled)
    how = (sure, faceless, failed, crowd)
    with plans_of(filled) as steps:
        outcomes = [how[number % 4](image) for number, image in enumerate(claimed.images)]
        assert finish(filled, claimed.id, outcomes, MODEL) == 64
    ending, *beside = [plan for plan in map("\n".join, steps) if "Update on images" in plan]
    assert not beside
    assert "Insert on results" in ending
    assert "Seq Scan on images" not in ending
    states = ("classified", "no_face", "failed", "classified") * 16
    assert image_states(filled, claimed.images[0].job_id)[:64] == list(states)
