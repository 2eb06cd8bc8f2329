"""Who looks at which face: it is theirs for a while, and nobody else is asked about it meanwhile.

Unless more opinions of it are wanted: then as many accounts may look at it as still have to say something.
"""

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    tuple_,
)

from core.clock import database_now
from core.reviews.types import Reviewer
from core.tables import Glance, Job, Result

GLANCE_SECONDS = 60.0
_KEY = (Glance.face_id, Glance.account_id)  # several accounts may look at one face


def looked_at_by_others(who: Reviewer) -> ColumnElement[bool]:
    """Whether a face was handed out to somebody who still looks at it."""
    return exists().where(*_looks(), ~is_of(who))


def taken_by_others(who: Reviewer) -> ColumnElement[bool]:
    """Whether those who look at a face, joined with its job, are as many as may give it another opinion.

    Two windows of one account never look at the same face.
    """
    own = exists().where(*_looks(), Glance.account_id == who.account_id, ~is_of(who))
    others = select(func.count()).where(*_looks(), Glance.account_id != who.account_id).scalar_subquery()
    # The first test alone answers for most faces, at which nobody looks.
    return and_(looked_at_by_others(who), or_(own, Result.opinions + others >= Job.opinions))


def held_by_others(connection: Connection, who: Reviewer, most: int) -> Sequence[str]:
    """Up to `most` faces at which somebody else looks, or their account at another desk."""
    others = select(Glance.face_id).where(Glance.until >= database_now(), ~is_of(who))
    return connection.execute(others.limit(most)).scalars().all()


def is_of(who: Reviewer) -> ColumnElement[bool]:
    """Whether a glance is theirs. Without a desk nobody can tell whose it is: then it is everybody else's."""
    if not who.desk:
        return false()
    return and_(Glance.account_id == who.account_id, Glance.desk == who.desk)


def note_glances(connection: Connection, who: Reviewer, faces: Sequence[str], seconds: float) -> None:
    """Keep faces, whose rows are locked and which may be theirs, for them; what is over goes."""
    # Those of the locked faces first. Those that are over are others' too, and are not waited for: two who
    # each had some of them and waited for the rest would wait for ever.
    forget_glances(connection, who, faces)
    _forget_unheld(connection, select(*_KEY).where(Glance.until < database_now()))
    rows = [{"face_id": face, "account_id": who.account_id, "desk": who.desk} for face in faces]
    if rows:
        connection.execute(insert(Glance).values(until=database_now() + seconds), rows)


def forget_glances(connection: Connection, who: Reviewer, faces: Sequence[str]) -> None:
    """An account looks at these no more, at whichever desk; their rows are locked."""
    theirs = and_(Glance.face_id.in_(faces), Glance.account_id == who.account_id)
    connection.execute(delete(Glance).where(theirs))


def free_faces(connection: Connection, who: Reviewer, faces: Sequence[str]) -> None:
    """Let others be asked about faces that a desk looked at."""
    # Who holds one of these is settling or renewing it: then it is not left.
    _forget_unheld(connection, select(*_KEY).where(Glance.face_id.in_(faces), is_of(who)))


def _forget_unheld(connection: Connection, which: Select[str, str]) -> None:
    unheld = which.with_for_update(skip_locked=True)
    connection.execute(delete(Glance).where(tuple_(*_KEY).in_(unheld)))


def _looks() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Glance.face_id == Result.id, Glance.until >= database_now()
