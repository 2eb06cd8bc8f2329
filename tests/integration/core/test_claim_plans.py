"""Postgres looks for what waits in an index of what waits, however many images have ended before it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bench.filling import Images, fill, new_jobs
from core.database import Database
from core.jobs.state import waiting_images
from core.work.claim import claim
from tests.integration.conftest import empty_database
from tests.support.databases import opened
from tests.support.factories import create_account

ENDED, WAITING = 6000, 600


@pytest.fixture
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The images that wait came last, as they do."""
    with opened(empty_database(request, "postgres", tmp_path)) as database:
        owner = create_account(database)
        with database.write() as connection:
            jobs = new_jobs(connection, owner, ["ended", "waiting"])
        fill(database, Images(jobs[:1], ENDED))
        fill(database, Images(jobs[1:], WAITING, waiting=True))
        with database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("ANALYZE images")
        yield database


@pytest.mark.postgres
def test_nothing_is_looked_for_among_all_images(filled: Database) -> None:
    asked: list[tuple[str, Any]] = []

    @event.listens_for(filled.engine, "before_cursor_execute")
    def _note(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        asked.append((statement, parameters))

    assert claim(filled, 64, 30) is not None
    assert claim(filled, 64, 30, suspects=True) is None
    with filled.read() as connection:
        assert waiting_images(connection) == WAITING - 64
    event.remove(filled.engine, "before_cursor_execute", _note)
    plans = [_plan(filled, *each) for each in asked if "images" in each[0]]
    assert len(plans) == 4
    assert not [plan for plan in plans if "Seq Scan on images" in plan]
    assert sum("ix_images_suspects" in plan for plan in plans) == 1
    assert sum("ix_images_queue" in plan for plan in plans) == 3


def _plan(database: Database, statement: str, parameters: Any) -> str:  # noqa: ANN401 - the driver's
    with database.read() as connection:
        return "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters))
