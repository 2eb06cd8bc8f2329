"""Faces are handed out: who looks at one has it alone for a while."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, delete, insert, or_, select

from core.clock import database_now
from core.database import Database
from core.errors import Busy
from core.results.page import rows_in_order
from core.results.row import ResultRow
from core.reviews.queue import Question, is_of, looked_at_by_others, next_faces
from core.reviews.types import Reviewer
from core.tables import Glance, Result

GLANCE_SECONDS = 60.0
SPARE = 64  # faces that are read beyond those asked for, since others take some of them meanwhile
TRIES = 5


def take_faces(
    database: Database, who: Reviewer, asked: Question, limit: int, seconds: float = GLANCE_SECONDS
) -> Sequence[ResultRow]:
    """Up to `limit` faces that most need a person, kept for them for so long: nobody else gets these.

    A desk that asks again gets the same ones, until something was said of them or the time is over; who names
    no desk gets others. They are chosen by reading alone, so that nobody's writing waits for a long search.
    """
    for _ in range(TRIES):
        with database.read() as connection:
            likely = next_faces(connection, who, asked, limit + SPARE)
        if not likely:
            return []
        with database.write(synced=False) as connection:
            taken = _taken(connection, who, asked, likely, limit)
            _note(connection, who, taken, seconds)
            if taken:
                return rows_in_order(connection, taken)
    raise Busy("Several people ask at once; try again.")


def _taken(
    connection: Connection, who: Reviewer, asked: Question, likely: Sequence[str], limit: int
) -> Sequence[str]:
    """Lock the first of these that are still to be had; on SQLite nobody else writes anyway."""
    free = select(Result.id).where(
        Result.id.in_(likely), Result.reviewed_at.is_(None), ~looked_at_by_others(who)
    )
    first = free.order_by(*asked.keys).limit(limit)
    locked = list(connection.execute(first.with_for_update(skip_locked=True, key_share=True)).scalars())
    # Who held a lock before us may have kept the face after our query began; this one begins after that.
    theirs = select(Glance.face_id).where(
        Glance.face_id.in_(locked), Glance.until >= database_now(), ~is_of(who)
    )
    gone = set(connection.execute(theirs).scalars()) if locked else set()
    return [face for face in locked if face not in gone]


def _note(connection: Connection, who: Reviewer, faces: Sequence[str], seconds: float) -> None:
    """Keep these for them; only glances of theirs, and those that are over, give way."""
    renewed = and_(Glance.face_id.in_(faces), is_of(who))
    connection.execute(delete(Glance).where(or_(renewed, Glance.until < database_now())))
    rows = [{"face_id": face, "account_id": who.account_id, "desk": who.desk} for face in faces]
    if rows:
        connection.execute(insert(Glance).values(until=database_now() + seconds), rows)
