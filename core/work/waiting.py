"""How many images wait that a claim could take together."""

from dataclasses import dataclass

from sqlalchemy import Integer, Select, bindparam, func, select

from core.database import Database
from core.jobs.create import BULK
from core.prepared import Prepared
from core.tables import Image


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many, counted no further than a batch has, and whether any of them is urgent."""

    images: int
    urgent: bool


def waiting(database: Database, most: int) -> Waiting:
    """Look at the head of the queue, whosever jobs they are."""
    ((images, highest),) = database.ask_queue(_HEAD, {"most": most})
    return Waiting(images, images > 0 and highest > BULK)


def _counted() -> Select[int, int | None]:
    head = (
        select(Image.priority)
        .where(Image.state == "waiting", Image.losses == 0)
        .order_by(Image.priority.desc(), Image.id)
        .limit(bindparam("most", type_=Integer))
        .subquery()
    )
    images, highest = func.count().label("images"), func.max(head.c.priority).label("highest")
    return select(images, highest).select_from(head)


_HEAD = Prepared(_counted())
