"""Who looks at which face now: of a face that wants one more opinion nobody else is asked meanwhile."""

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from core.clock import database_now
from core.reviews.types import Reviewer
from core.tables import Glance, Job, Result


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


def is_of(who: Reviewer) -> ColumnElement[bool]:
    """Whether a glance is theirs. Without a desk nobody can tell whose it is: then it is everybody else's."""
    if not who.desk:
        return false()
    return and_(Glance.account_id == who.account_id, Glance.desk == who.desk)


def _looks() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Glance.face_id == Result.id, Glance.until >= database_now()
