"""A job's images are listed as they came, page by page, however far each of them is."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from core.database import Database
from core.jobs.images import Arrival, list_images
from core.tables import Image
from tests.support.factories import create_account, create_job, end_in_turn, faceless, failed, sure

CAME = datetime(2026, 11, 1, tzinfo=UTC)


def listed(database: Database, job: str, limit: int) -> list[str]:
    """The ids of all pages; while they are turned, what waits ends."""
    owner, found = create_account(database), list[str]()
    after: Arrival | None = None
    while True:
        with database.read() as connection:
            page = list_images(connection, owner, job, limit, after)
        found += [image.id for image in page]
        if len(page) < limit:
            return found
        after = page[-1].created_at, page[-1].id
        with database.write() as connection:
            connection.execute(update(Image).where(Image.state == "waiting").values(state="failed"))


def test_images_come_as_they_came_whatever_their_state(database: Database) -> None:
    job, other = create_job(database, 9), create_job(database, 3)
    end_in_turn(database, sure, failed, faceless, sure)
    with database.write() as connection:
        ids = list(connection.execute(select(Image.id).where(Image.job_id == job)).scalars())
        # Several at the same time, and an id that is older than what came before.
        for place, one in enumerate(sorted(ids, reverse=True)):
            then = CAME + timedelta(seconds=place // 3)
            connection.execute(update(Image).where(Image.id == one).values(created_at=then))
        order = select(Image.id).order_by(Image.created_at, Image.id)
        expected = list(connection.execute(order.where(Image.job_id == job)).scalars())
    assert len(expected) == 9
    for limit in (1, 2, 4, 50):
        assert listed(database, job, limit) == expected
    assert len(listed(database, other, 2)) == 3
