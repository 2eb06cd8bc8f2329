"""How many images wait that a claim could take together."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from core.database import Database
from core.jobs.create import BULK
from core.jobs.queue import head
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
    sound = head(Image.losses == 0)
    images, highest = func.count().label("images"), func.max(sound.c.priority).label("highest")
    return select(images, highest).select_from(sound)


_HEAD = Prepared(_counted())
