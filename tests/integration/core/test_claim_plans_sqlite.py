"""SQLite looks for what waits in an index of what waits, and sorts nothing, whether it has counted or not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bench.filling import Images, fill, new_jobs
from core.database import Database
from core.jobs.create import BULK, LIVE
from core.jobs.queue import queue_now, waiting_images
from core.jobs.state import count_waiting
from core.tables import Image
from core.work.claim import anything_waits, claim
from core.work.waiting import waiting
from tests.integration.conftest import empty_database
from tests.support.databases import opened
from tests.support.factories import create_account
from tests.support.plans import plans_of

IMAGES = 3000  # that have ended, and as many that wait


@pytest.fixture(params=[True, False], ids=["counted", "not counted"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with opened(empty_database(request, "sqlite", tmp_path)) as database:
        owner = create_account(database)
        with database.write() as connection:
            jobs = new_jobs(connection, owner, ["ended", "waiting"])
        fill(database, Images(jobs[:1], IMAGES))
        fill(database, Images(jobs[1:], IMAGES, waiting=True))
        if request.param:
            with database.write() as connection:
                connection.exec_driver_sql("ANALYZE")
        yield database


def test_what_waits_is_looked_for_in_its_index_and_not_sorted(filled: Database) -> None:
    with plans_of(filled) as plans:
        assert claim(filled, 64, 30) is not None
        assert waiting(filled, 64).images == 64
        assert waiting_images(filled, 100) == 100
        assert queue_now(filled).waiting == IMAGES - 64
    assert [step for plan in plans for step in plan if " images" in step] == [
        "SEARCH images USING INDEX ix_images_queue (priority>?)",  # whether anything waits
        "SEARCH images USING INTEGER PRIMARY KEY (rowid=?)",  # those that are claimed
        "SEARCH images USING INDEX ix_images_queue (priority>?)",
        "SCAN images USING INDEX ix_images_queue",  # to the limit of each
        "SCAN images USING INDEX ix_images_queue",
        "SEARCH images USING INDEX ix_images_leases (lease_until>?)",
        *["SEARCH images USING INDEX ix_images_queue (priority=?)"] * 3,
    ]
    assert not [step for plan in plans for step in plan if "TEMP B-TREE" in step]


def test_suspects_are_looked_for_in_an_index_of_their_own(filled: Database) -> None:
    with filled.write() as connection:
        lost = select(Image.id).where(Image.state == "waiting").limit(1).scalar_subquery()
        connection.execute(update(Image).where(Image.id == lost).values(losses=1))
    with plans_of(filled) as plans:
        assert claim(filled, 64, 30, suspects=True) is not None
    assert "SEARCH images USING INDEX ix_images_suspects (priority>?)" in plans[0]


@pytest.mark.parametrize(
    ("suspects", "least"), [(False, BULK), (True, BULK), (False, LIVE)], ids=["any", "suspects", "urgent"]
)
def test_a_look_at_the_queue_is_one_at_its_index(filled: Database, *, suspects: bool, least: int) -> None:
    index = "ix_images_suspects" if suspects else "ix_images_queue"
    with plans_of(filled) as plans:
        assert anything_waits(filled, suspects, least) == (not suspects and least == BULK)
    assert plans == [[f"SEARCH images USING INDEX {index} (priority>?)"]]


def test_the_backlog_is_added_up_from_the_jobs(filled: Database) -> None:
    assert claim(filled, 64, 30) is not None
    with plans_of(filled) as plans, filled.read() as connection:
        assert count_waiting(connection) == IMAGES - 64
    assert plans == [["SEARCH images USING INDEX ix_images_leases (lease_until>?)"]]  # what is in work
