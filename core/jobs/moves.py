"""Jobs that are cancelled or run again: of a large one some images change at once, the others by the sweeper.

Everybody is told from the commit on that the job was cancelled, or is at work again; `jobs.moving_to`
remembers what is still to be done, whoever is killed.
"""

from collections.abc import Mapping
from datetime import datetime
from time import monotonic
from typing import Final, Literal, NamedTuple, cast

from sqlalchemy import Connection, bindparam, delete, literal, select, tuple_, update

from core.database import Database
from core.jobs import large
from core.jobs.state import mark_finished
from core.tables import Image, Job, Result

Goal = Literal["cancelled", "waiting"]

_FROM: Final[Mapping[Goal, tuple[str, ...]]] = {"cancelled": ("waiting",), "waiting": ("cancelled", "failed")}


class Place(NamedTuple):
    """An image's, in the index of a job's images by state."""

    state: str
    created_at: datetime
    id: str


class _Due(NamedTuple):
    job_id: str
    goal: Goal


def move_images(connection: Connection, job_id: str, goal: Goal) -> int:
    """Stop the images of a job that wait, or let those that were stopped or failed wait again.

    The caller holds the job. Returns how many they are; of a large one most are left to `Moves`.
    """
    moved, last = _move_piece(connection, job_id, goal, None)
    at_once = not large.is_large(connection, job_id)
    while last is not None and at_once:
        more, last = _move_piece(connection, job_id, goal, last)
        moved += more
    left = None if last is None else goal
    connection.execute(update(Job).where(Job.id == job_id).values(moving_to=left))
    return moved if left is None else moved + _still_to_move(connection, job_id, goal)


class Moves:
    """Moves what is left of large jobs, for some time at each asking."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._after: dict[_Due, Place] = {}  # how far those are that take longer

    def go_on(self, seconds: float) -> None:
        """Move images for about so long; what is left comes next."""
        with self._database.read() as connection:
            due = [_Due(row.id, cast(Goal, row.moving_to)) for row in connection.execute(_DUE)]
        self._after = {one: self._after[one] for one in due if one in self._after}
        end = monotonic() + seconds
        for one in due:
            while self._step(one):
                if monotonic() >= end:
                    return

    def _step(self, due: _Due) -> bool:
        """Move some images. Returns whether there may be more."""
        # What a loss of power undoes is done again, since the job is still marked: nobody waits for the disk.
        with self._database.write(synced=False) as connection:
            # First the job, as everybody holds it who ends images of it.
            if connection.execute(_HOLD, {"job": due.job_id, "goal": due.goal}).one_or_none() is None:
                return False  # meanwhile something else was done to it
            _, last = _move_piece(connection, due.job_id, due.goal, self._after.get(due))
            if last is None:
                connection.execute(update(Job).where(Job.id == due.job_id).values(moving_to=None))
                mark_finished(connection, [due.job_id])  # workers may have been quicker
                return False
        self._after[due] = last
        return True


def _move_piece(
    connection: Connection, job_id: str, goal: Goal, after: Place | None
) -> tuple[int, Place | None]:
    """Move the next images, in the order of their coming. Returns how many, and the place of the last one.

    They are looked for where the last ones ended: what fails again meanwhile must not go round for ever, and
    Postgres goes past all that have moved, until it cleans up.
    """
    for state in _FROM[goal]:
        if after is not None and state < after.state:
            continue
        order = (Image.created_at, Image.id)
        query = select(*order).where(Image.job_id == job_id, Image.state == state)
        if after is not None and state == after.state:
            values = literal(after.created_at, Image.created_at.type), literal(after.id, Image.id.type)
            query = query.where(tuple_(*order) > tuple_(*values))
        rows = connection.execute(query.order_by(*order).limit(large.PIECE)).all()
        if rows:
            return _move(connection, [row.id for row in rows], state, goal), Place(state, *rows[-1])
    return 0, None


def _move(connection: Connection, ids: list[str], state: str, goal: Goal) -> int:
    """Move these images, as far as they are still in that state."""
    if state == "failed":
        connection.execute(delete(Result).where(Result.image_id.in_(ids)))
    values = {"state": goal} | ({"losses": 0} if goal == "waiting" else {})
    return connection.execute(
        update(Image).where(Image.id.in_(ids), Image.state == state).values(values)
    ).rowcount


def _still_to_move(connection: Connection, job_id: str, goal: Goal) -> int:
    """How many are left by what is counted beside the job; of those that wait some may be in work."""
    left = Job.pending if goal == "cancelled" else Job.failed + Job.stopped
    return connection.execute(select(left).where(Job.id == job_id)).scalar_one()


_DUE = select(Job.id, Job.moving_to).where(Job.moving_to.is_not(None)).order_by(Job.id)
_HOLD = (
    select(Job.id)
    .where(Job.id == bindparam("job"), Job.moving_to == bindparam("goal"), Job.deleted_at.is_(None))
    .with_for_update()
)
