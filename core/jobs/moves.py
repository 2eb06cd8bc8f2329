"""Jobs that are cancelled or run again: of a large one some images change at once, the others piece by piece.

Everybody is told from the commit on that the job was cancelled, or is at work again; `jobs.moving_to`
remembers what is still to be done, whoever is killed. Who asked for it goes on for a moment, and the sweeper
does the rest.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from time import monotonic
from typing import Final, Literal, NamedTuple, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    exists,
    func,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from core.clock import utc_now
from core.database import Database
from core.errors import first_line
from core.jobs import large
from core.jobs.state import mark_finished
from core.tables import Image, Job, Result
from core.videos.actions import retry_videos
from core.videos.types import FAILED_FRAME

log = logging.getLogger(__name__)

Goal = Literal["cancelled", "waiting"]

_FROM: Final[Mapping[Goal, tuple[str, ...]]] = {"cancelled": ("waiting",), "waiting": ("cancelled", "failed")}


class Move(NamedTuple):
    """What somebody asked for: where the images of a job are to go, and since when."""

    job_id: str
    goal: Goal
    since: datetime


class _Place(NamedTuple):
    """An image's, among those that are in one of the states that are left."""

    turn: int  # of the state
    created_at: datetime
    id: str


_START = _Place(0, datetime.min, "")


def move_images(connection: Connection, job_id: str, goal: Goal) -> int:
    """Stop the images of a job that wait, or let those that were stopped or failed wait again.

    The caller holds the job. Returns how many they are; of a large one most are left to `Moves`.
    """
    move = Move(job_id, goal, utc_now())
    moved, last = _move_piece(connection, move, _START)
    at_once = not large.is_large(connection, job_id)
    while last is not None and at_once:
        more, last = _move_piece(connection, move, last)
        moved += more
    _mark(connection, job_id, None if last is None else move)
    return moved if last is None else moved + _still_to_move(connection, move)


class Moves:
    """Moves what is left of large jobs, for some time at each asking."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._after: dict[Move, _Place] = {}  # how far those are that take longer

    def go_on(self, seconds: float, job_id: str | None = None) -> None:
        """Move images for about so long, of each job in turn (or of one alone); what is left comes next."""
        with self._database.read() as connection:
            due = [
                Move(row.id, cast(Goal, row.moving_to), row.moving_since) for row in connection.execute(_DUE)
            ]
        self._after = {move: self._after[move] for move in due if move in self._after}
        mine = [move for move in due if job_id in {None, move.job_id}]
        end = monotonic() + seconds
        while mine:
            mine = [move for move in mine if self._safe_step(move) and monotonic() < end]

    def _safe_step(self, move: Move) -> bool:
        """What fails with one job must not keep the others waiting."""
        try:
            return self._step(move)
        except SQLAlchemyError as error:
            log.warning("images of job %s were not moved: %s", move.job_id, first_line(error))
            return False

    def _step(self, move: Move) -> bool:
        """Move some images. Returns whether there may be more."""
        # What a loss of power undoes is done again, since the job is still marked: nobody waits for the disk.
        with self._database.write(synced=False) as connection:
            # First the job, as everybody holds it who ends images of it.
            held = connection.execute(_HOLD, move._asdict()).one_or_none()
            if held is None:
                return False  # meanwhile something else was done to it
            last = None
            # Versions that know no marks cancel and retry beside this one: theirs is done, and came later.
            if (held.cancelled_at is None) == (move.goal == "waiting"):
                _, last = _move_piece(connection, move, self._after.get(move, _START))
            if last is None:
                _mark(connection, move.job_id, None)
                mark_finished(connection, [move.job_id] if move.goal == "waiting" else [])
                return False
        self._after[move] = last
        return True


def _move_piece(connection: Connection, move: Move, after: _Place) -> tuple[int, _Place | None]:
    """Move the next images, in the order of their coming. Returns how many, and the last one's place.

    There is no place where none are left. They are looked for where the last ones ended: Postgres goes past
    all that have moved, until it cleans up.
    """
    moved, room, order = 0, large.PIECE, (Image.created_at, Image.id)
    for turn, state in enumerate(_FROM[move.goal]):
        if turn < after.turn:
            continue
        query = select(*order).where(
            Image.job_id == move.job_id, Image.state == state, *_is_meant(move, state)
        )
        if turn == after.turn and after.id:
            values = literal(after.created_at, Image.created_at.type), literal(after.id, Image.id.type)
            query = query.where(tuple_(*order) > tuple_(*values))
        rows = connection.execute(query.order_by(*order).limit(room)).all()
        if rows:
            moved += _move(connection, move, state, [row.id for row in rows])
            after, room = _Place(turn, *rows[-1]), room - len(rows)
        if not room:
            return moved, after
    return moved, None


def _is_meant(move: Move, state: str) -> tuple[ColumnElement[bool], ...]:
    """Of what failed, that which had when the move was asked for: what fails again must not go round.

    What tells of a failed video is no image that could be looked at.
    """
    if state != "failed":
        return ()
    failed_before = exists().where(Result.image_id == Image.id, Result.classified_at <= move.since)
    return failed_before, func.coalesce(Image.frame_index, 0) != FAILED_FRAME


def _move(connection: Connection, move: Move, state: str, ids: list[str]) -> int:
    """Move these images, as far as they are still in that state."""
    if move.goal == "waiting":
        retry_videos(connection, move.job_id, ids)  # their people are made anew, of all frames
    if state == "failed":
        connection.execute(delete(Result).where(Result.image_id.in_(ids)))
    values = {"state": move.goal} | ({"losses": 0} if move.goal == "waiting" else {})
    these = update(Image).where(Image.id.in_(ids), Image.state == state)
    return connection.execute(these.values(values)).rowcount


def _mark(connection: Connection, job_id: str, move: Move | None) -> None:
    """Remember what is still to be done to a job, or that nothing is."""
    goal, since = (move.goal, move.since) if move else (None, None)
    connection.execute(update(Job).where(Job.id == job_id).values(moving_to=goal, moving_since=since))


def _still_to_move(connection: Connection, move: Move) -> int:
    """How many are left, by what is counted beside the job."""
    working = select(func.count()).where(Image.job_id == Job.id, Image.state == "working").scalar_subquery()
    left = Job.pending - working if move.goal == "cancelled" else Job.failed + Job.stopped
    return connection.execute(select(left).where(Job.id == move.job_id)).scalar_one()


_DUE = select(Job.id, Job.moving_to, Job.moving_since).where(Job.moving_to.is_not(None)).order_by(Job.id)
_HOLD = (
    select(Job.cancelled_at)
    .where(
        Job.id == bindparam("job_id"),
        Job.moving_to == bindparam("goal"),
        Job.moving_since == bindparam("since"),
        Job.deleted_at.is_(None),
    )
    .with_for_update()
)
