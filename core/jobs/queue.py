"""The queue as it is now, of everybody: how much waits, since when, and how much is in work."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from core.clock import utc_now
from core.jobs.create import BULK, LIVE, SNAPSHOT
from core.jobs.queue_order import along_its_index
from core.jobs.state import count_states
from core.tables import Image, Job

PRIORITIES = (BULK, LIVE, SNAPSHOT)


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


def queue_now(connection: Connection) -> Queue:
    """Read from what is counted beside each job, and the queue's indexes: what has ended costs nothing."""
    states = count_states(connection)
    along_its_index(connection)
    first = [connection.execute(_FIRST, {"priority": each}).scalar_one_or_none() for each in PRIORITIES]
    oldest = min((moment for moment in first if moment is not None), default=None)
    return Queue(
        waiting=states.get("waiting", 0),
        claimed=states.get("working", 0),
        oldest_seconds=0.0 if oldest is None else max(0.0, (utc_now() - oldest).total_seconds()),
        states=states,
    )


def stored_now(connection: Connection) -> Stored:
    """Added up from what is kept beside each job."""
    return Stored(*map(int, connection.execute(_STORED).one()))


# Ids rise with time, or lag behind it by five minutes at most: of a priority the first in the queue's index
# came at most so much later than the oldest.
_FIRST = (
    select(Image.created_at)
    .where(Image.state == "waiting", Image.priority == bindparam("priority"))
    .order_by(Image.priority.desc(), Image.id)
    .limit(1)
)
_STORED = select(
    func.coalesce(func.sum(Job.stored_images), 0), func.coalesce(func.sum(Job.stored_bytes), 0)
).where(Job.kept)
