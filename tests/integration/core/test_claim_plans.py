"""Postgres looks for what waits in an index of what waits, however many images have ended before it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import Connection, event

import core.database
from bench.filling import Images, fill, new_jobs
from core.database import Database
from core.jobs.create import BULK, LIVE
from core.jobs.queue import queue_now
from core.jobs.state import waiting_images
from core.ready import Ready, run
from core.work.claim import anything_waits, claim
from core.work.finish import finish
from core.work.waiting import waiting
from tests.integration.conftest import empty_database
from tests.support.databases import opened
from tests.support.factories import (
    MODEL,
    claim_some,
    create_account,
    crowd,
    faceless,
    failed,
    image_states,
    sure,
)

ENDED, WAITING, FEW = 6000, 6000, 30


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
        connection.exec_driver_sql("ANALYZE images")


@pytest.mark.postgres
def test_nothing_is_looked_for_among_all_images(filled: Database) -> None:
    with _plans_of(filled) as plans:
        assert claim(filled, 64, 30) is not None
        assert claim(filled, 64, 30, suspects=True) is None
        with filled.read() as connection:
            assert waiting_images(connection, 100) == 100
        assert waiting(filled, 64).images == 64
    assert len(plans) == 4
    assert not [plan for plan in plans if "Seq Scan on images" in plan]
    assert sum("ix_images_suspects" in plan for plan in plans) == 1
    assert sum("ix_images_queue" in plan for plan in plans) == 3


@pytest.mark.postgres
def test_what_waits_is_not_sorted(filled: Database) -> None:
    with _plans_of(filled) as plans:
        assert claim(filled, 64, 30) is not None
        assert waiting(filled, 64).images == 64
        with filled.read() as connection:
            assert waiting_images(connection, 100) == 100
            assert queue_now(connection).oldest_seconds > 0
    assert plans
    assert not [plan for plan in plans if "Sort" in plan or "Bitmap" in plan]


@pytest.mark.postgres
def test_a_look_for_what_is_urgent_passes_what_is_not(filled: Database) -> None:
    look = anything_waits(filled.engine.dialect, suspects=False, least=LIVE)
    with filled.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE) {look}").scalars().all()
    found = "\n".join(plan)
    assert "ix_images_queue" in found
    assert "Seq Scan" not in found
    assert "Rows Removed" not in found
    assert not filled.glance(look)
    assert filled.glance(anything_waits(filled.engine.dialect, suspects=False, least=BULK))


@pytest.mark.postgres
def test_a_batch_ends_in_one_statement_that_looks_for_nothing(filled: Database) -> None:
    claimed = claim_some(filled)
    how = (sure, faceless, failed, crowd)
    with _plans_of(filled) as plans:
        outcomes = [how[number % 4](image) for number, image in enumerate(claimed.images)]
        assert finish(filled, claimed.id, outcomes, MODEL) == 64
    ending, *beside = [plan for plan in plans if "Update on images" in plan]
    assert not beside
    assert "Insert on results" in ending
    assert "Seq Scan on images" not in ending
    states = ("classified", "no_face", "failed", "classified") * 16
    assert image_states(filled, claimed.images[0].job_id)[:64] == list(states)


@contextmanager
def _plans_of(database: Database) -> Iterator[list[str]]:
    """How each statement about images is carried out, as its own transaction has it."""
    plans: list[str] = []

    def explain(
        connection: Connection,
        _: object,
        statement: str,
        parameters: Any,  # noqa: ANN401 - the driver's
        *_more: object,
    ) -> None:
        if "images" in statement:
            cursor = connection.connection.cursor()
            cursor.execute(f"EXPLAIN {statement}", parameters)
            plans.append("\n".join(row[0] for row in cursor.fetchall()))
            cursor.close()

    def explain_ready(connection: Connection, ready: Ready, values: Mapping[str, object]) -> list[Any]:
        text, driver = ready.on(connection.dialect), cast(Any, connection.connection.driver_connection)
        found = driver.execute(f"EXPLAIN {text.sql}", text.values(values)).fetchall()
        plans.append("\n".join(row[0] for row in found))
        return run(connection, ready, values)

    event.listen(database.engine, "before_cursor_execute", explain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core.database, "run", explain_ready)
        yield plans
    event.remove(database.engine, "before_cursor_execute", explain)
