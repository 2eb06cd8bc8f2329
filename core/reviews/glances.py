"""Who looks at which face: it is theirs for a while, and nobody else is asked about it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, false, insert, select

from core.clock import database_now
from core.reviews.types import Reviewer
from core.tables import Glance, Result

GLANCE_SECONDS = 60.0


def looked_at_by_others(who: Reviewer) -> ColumnElement[bool]:
    """Whether a face was handed out to somebody who still looks at it."""
    return exists().where(Glance.face_id == Result.id, Glance.until >= database_now(), ~is_of(who))


def is_of(who: Reviewer) -> ColumnElement[bool]:
    """Whether a glance is theirs. Without a desk nobody can tell whose it is: then it is everybody else's."""
    if not who.desk:
        return false()
    return and_(Glance.account_id == who.account_id, Glance.desk == who.desk)


def note_glances(connection: Connection, who: Reviewer, faces: Sequence[str], seconds: float) -> None:
    """Keep faces, whose rows are locked and at which nobody else looks, for them; what is over goes."""
    # Those of the locked faces first. Those that are over are others' too, and are not waited for: two who
    # each had some of them and waited for the rest would wait for ever.
    connection.execute(delete(Glance).where(Glance.face_id.in_(faces)))
    over = select(Glance.face_id).where(Glance.until < database_now()).with_for_update(skip_locked=True)
    connection.execute(delete(Glance).where(Glance.face_id.in_(over)))
    rows = [{"face_id": face, "account_id": who.account_id, "desk": who.desk} for face in faces]
    if rows:
        connection.execute(insert(Glance).values(until=database_now() + seconds), rows)


def free_faces(connection: Connection, who: Reviewer, faces: Sequence[str]) -> None:
    """Let others be asked about faces that a desk looked at."""
    theirs = select(Glance.face_id).where(Glance.face_id.in_(faces), is_of(who))
    # Who holds one of these is settling or renewing it: then it is not left.
    left = theirs.with_for_update(skip_locked=True)
    connection.execute(delete(Glance).where(Glance.face_id.in_(left)))
