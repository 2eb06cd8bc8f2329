"""Who may end a dispute about a face: a third person, or the job's owner; not one who gave an opinion."""

from sqlalchemy import Connection, exists, or_, select

from core.errors import Conflict, Forbidden
from core.jobs.access import owned_by
from core.reviews.open import has_opinion
from core.reviews.standing import disputed, stands
from core.tables import Job, Result, Review


def check_may_decide(connection: Connection, account_id: str, face_id: str) -> None:
    """Make sure of it; whoever decided may also say another word.

    Raises `Conflict` for a face that is not disputed, `Forbidden` for who is a side of the dispute.
    """
    own = exists().where(
        Review.face_id == Result.id, Review.account_id == account_id, Review.decides, stands()
    )
    asked = select(
        or_(disputed(), own).label("open"), or_(owned_by(account_id), ~has_opinion(account_id)).label("may")
    )
    face = asked.join(Job, Job.id == Result.job_id).where(Result.id == face_id)
    found = connection.execute(face.select_from(Result)).one()
    if not found.open:
        raise Conflict(
            "People agree on this face, or somebody has decided it; nothing was changed.", "not_disputed"
        )
    if not found.may:
        raise Forbidden(
            "You gave one of the opinions; a third person or the owner of the job decides.", "own_dispute"
        )
