"""What was said of a face, the oldest first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from core.jobs.access import owned_by
from core.results.page import face_row
from core.reviews.open import open_to
from core.reviews.standing import stands
from core.reviews.types import ReviewView
from core.tables import Job, Result, Review

_COLUMNS = (
    Review.id, Review.face_id, Review.job_id, Review.reviewer, Review.label, Review.undoes, Review.note,
    Review.created_at, Review.decides,
)  # fmt: skip


def reviews_of_face(connection: Connection, account_id: str, face_id: str) -> Sequence[ReviewView]:
    """Every row about a face that an account may see, those that were taken back too. Raises `NotFound`.

    Who is still asked for an opinion sees what others said when they have given it, or a second opinion would
    be none; the job's owner sees it at any time.
    """
    face_row(connection, account_id, face_id)
    query = _reviews().where(Review.face_id == face_id).order_by(Review.id)
    if _still_asked(connection, account_id, face_id):
        query = query.where(Review.account_id == account_id)
    return [_view(row) for row in connection.execute(query)]


def review_of(connection: Connection, review_id: str) -> ReviewView:
    """One row that is known to be there."""
    return _view(connection.execute(_reviews().where(Review.id == review_id)).one())


def _still_asked(connection: Connection, account_id: str, face_id: str) -> bool:
    asked = select(Result.id).join(Job, Job.id == Result.job_id).where(Result.id == face_id)
    others = asked.where(open_to(account_id), ~owned_by(account_id))
    return connection.execute(others).one_or_none() is not None


def _reviews() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS, stands().label("standing"))


def _view(row: Row[*tuple[Any, ...]]) -> ReviewView:
    return ReviewView(**row._mapping)
