"""Faces are handed out: who looks at one has it alone for a while."""

import time
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, select

from core.database import Database
from core.errors import Busy
from core.jobs.access import visible_to
from core.results.page import rows_in_order
from core.results.row import ResultRow
from core.reviews.glances import GLANCE_SECONDS, note_glances
from core.reviews.open import free_for
from core.reviews.orders import Keys
from core.reviews.queue import Question, next_faces
from core.reviews.types import Reviewer
from core.tables import Job, Result

SPARE = 64  # faces that are read beyond those asked for, since others take some of them meanwhile
# Between tries, in seconds: who holds the last faces at this moment has then taken them, or left them.
PAUSES = (0.0, 0.01, 0.02, 0.05, 0.1)


def take_faces(
    database: Database,
    who: Reviewer,
    asked: Question,
    limit: int,
    seconds: float = GLANCE_SECONDS,
    *,
    fresh: bool = False,
) -> Sequence[ResultRow]:
    """Up to `limit` faces that most need a person, kept for them for so long: nobody else gets these.

    A desk that asks again gets the same ones, until something was said of them or the time is over; who names
    no desk, or asks for `fresh` ones, gets others. They are chosen by reading alone, so that nobody's writing
    waits for a long search.
    """
    asker = replace(who, desk="") if fresh else who
    for pause in PAUSES:
        time.sleep(pause)
        with database.read() as connection:
            likely = next_faces(connection, asker, asked, limit + SPARE)
        if not likely:
            return []
        with database.write(synced=False) as connection:
            free = free_for(asker, dispute=asked.which == "disputed")
            taken = _locked(connection, who, free, likely, asked.keys, limit)
            note_glances(connection, who, taken, seconds)
            if taken:
                return rows_in_order(connection, taken)
    raise Busy("Several people ask at once; try again.")


def keep_faces(
    database: Database,
    who: Reviewer,
    faces: Sequence[str],
    seconds: float = GLANCE_SECONDS,
    *,
    dispute: bool = False,
) -> Sequence[str]:
    """Keep faces for a desk for longer. Those that are still its to settle; the others are gone meanwhile."""
    with database.write(synced=False) as connection:
        kept = _locked(connection, who, free_for(who, dispute=dispute), faces, (Result.id,), len(faces))
        note_glances(connection, who, kept, seconds)
    return kept


def _locked(
    connection: Connection,
    who: Reviewer,
    free: ColumnElement[bool],
    likely: Sequence[str],
    keys: Keys,
    limit: int,
) -> Sequence[str]:
    """Lock the first of these that are theirs to see and to be had; on SQLite nobody else writes anyway."""
    seen = visible_to(who.account_id)
    there = select(Result.id).join(Job, Job.id == Result.job_id).where(seen, free)
    first = there.where(Result.id.in_(likely)).order_by(*keys).limit(limit)
    hold = first.with_for_update(skip_locked=True, key_share=True, of=Result)
    locked = list(connection.execute(hold).scalars())
    # Who held a lock before us may have kept the face after our query began; this one begins after that.
    still = set(connection.execute(there.where(Result.id.in_(locked))).scalars()) if locked else set()
    return [face for face in locked if face in still]
