"""The queue as it is now, of everybody: how much waits, since when, and how much is in work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Integer, Select, Subquery, bindparam, func, select

from core.clock import utc_now
from core.database import Database
from core.jobs.create import BULK, LIVE, SNAPSHOT
from core.jobs.state import count_states
from core.prepared import Prepared
from core.tables import Image, Job

PRIORITIES = (BULK, LIVE, SNAPSHOT)
IN_TURN = (Image.priority.desc(), Image.id)  # as images are claimed, and as the queue's index has them


@dataclass(frozen=True, slots=True)
class Queue:
    """Images; seconds since the oldest that waits was accepted, 0 where none waits.

    Up to five minutes too few: first is what is classified next, and a group of images that its client began
    earlier overtakes others by so much (`web/api/fields.py`).
    """

    waiting: int
    claimed: int
    oldest_seconds: float
    states: Mapping[str, int]  # all images, by state


@dataclass(frozen=True, slots=True)
class Stored:
    """What all jobs hold."""

    images: int
    bytes: int


def queue_now(database: Database) -> Queue:
    """Read from what is counted beside each job, and the queue's indexes: what has ended costs nothing."""
    with database.read() as connection:
        states = count_states(connection)
    (first,) = database.ask_queue(_FIRST, {})
    oldest = min((moment for moment in first if moment is not None), default=None)
    return Queue(
        waiting=states.get("waiting", 0),
        claimed=states.get("working", 0),
        oldest_seconds=0.0 if oldest is None else max(0.0, (utc_now() - oldest).total_seconds()),
        states=states,
    )


def waiting_images(database: Database, at_most: int = 1024) -> int:
    """How many images wait to be claimed, suspects too, counted no further than `at_most`."""
    ((images,),) = database.ask_queue(_WAITING, {"most": at_most})
    return int(images)


def head(*also: ColumnElement[bool]) -> Subquery:
    """The `priority` of the first images that wait and are `also` so, no more than the value of `most`.

    In the queue's order, or Postgres would look for the first of them among all rows.
    """
    query = select(Image.priority).where(Image.state == "waiting", *also).order_by(*IN_TURN)
    return query.limit(bindparam("most", type_=Integer)).subquery()


def stored_now(connection: Connection) -> Stored:
    """Added up from what is kept beside each job."""
    return Stored(*map(int, connection.execute(_STORED).one()))


def _first_of(priority: int) -> Select[datetime]:
    """When it came, which is at most five minutes after the oldest did: so far ids lag behind time."""
    query = select(Image.created_at).where(Image.state == "waiting", Image.priority == priority)
    return query.order_by(*IN_TURN).limit(1)


_FIRST = Prepared(select(*(_first_of(each).scalar_subquery().label(f"of_{each}") for each in PRIORITIES)))
_WAITING = Prepared(select(func.count().label("images")).select_from(head()))
_STORED = select(
    func.coalesce(func.sum(Job.stored_images), 0), func.coalesce(func.sum(Job.stored_bytes), 0)
).where(Job.kept)
