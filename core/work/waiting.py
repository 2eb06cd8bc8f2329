"""How many images wait that a claim could take together."""

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Dialect, func, select

from core.database import Database
from core.jobs.create import BULK
from core.jobs.queue_order import along_its_index
from core.tables import Image


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many, counted no further than a batch has, and whether any of them is urgent."""

    images: int
    urgent: bool


def waiting(database: Database, most: int) -> Waiting:
    """Look at the head of the queue, whosever jobs they are."""
    with database.read() as connection:
        along_its_index(connection)
        images, highest = connection.exec_driver_sql(_query(connection.dialect, most)).one()
    return Waiting(images, images > 0 and highest > BULK)


@lru_cache(maxsize=16)
def _query(dialect: Dialect, most: int) -> str:
    """Ready text: to make it anew takes longer than to ask it."""
    head = (
        select(Image.priority)
        .where(Image.state == "waiting", Image.losses == 0)
        .order_by(Image.priority.desc(), Image.id)
        .limit(most)
        .subquery()
    )
    query = select(func.count(), func.max(head.c.priority)).select_from(head)
    return str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
