"""What was said of a face, the oldest first."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from core.results.page import face_row
from core.reviews.open import may_hear
from core.reviews.standing import stands
from core.reviews.types import Reviewer, ReviewView
from core.tables import Job, Result, Review

_COLUMNS = (
    Review.id, Review.face_id, Review.job_id, Review.reviewer, Review.label, Review.undoes, Review.step,
    Review.note, Review.created_at, Review.decides,
)  # fmt: skip
_READ = tuple(field.name for field in fields(ReviewView))


def reviews_of_face(connection: Connection, account_id: str, face_id: str) -> Sequence[ReviewView]:
    """Every row about a face that an account may see, those that were taken back too. Raises `NotFound`."""
    face_row(connection, account_id, face_id)
    query = _reviews().where(Review.face_id == face_id).order_by(Review.id)
    if not _may_hear(connection, account_id, face_id):
        query = query.where(Review.account_id == account_id)
    return [_view(row) for row in connection.execute(query)]


def reviews_in_order(connection: Connection, review_ids: Sequence[str]) -> Sequence[ReviewView]:
    """Rows that are known to be there, in the order of their ids as given."""
    found = connection.execute(_reviews().where(Review.id.in_(review_ids)))
    rows = {row.id: _view(row) for row in found}
    return [rows[one] for one in review_ids]


def said_by_others(
    connection: Connection, who: Reviewer, face_ids: Sequence[str]
) -> Mapping[str, ReviewView]:
    """The word that stands of each face that somebody else, or another window, has settled.

    What others said of a face that wants a further opinion settles nothing.
    """
    standing = _reviews().add_columns(Review.account_id, Review.desk)
    query = standing.join(Result, Result.id == Review.face_id).join(Job, Job.id == Result.job_id)
    counts = or_(Review.account_id == who.account_id, Result.opinions >= Job.opinions)
    query = query.where(Review.face_id.in_(face_ids), stands(), counts).order_by(Review.id)
    newest = {row.face_id: row for row in connection.execute(query)}
    mine = (who.account_id, who.desk)
    return {face: _view(row) for face, row in newest.items() if (row.account_id, row.desk) != mine}


def _may_hear(connection: Connection, account_id: str, face_id: str) -> bool:
    face = select(Result.id).join(Job, Job.id == Result.job_id).where(Result.id == face_id)
    return connection.execute(face.where(may_hear(account_id))).one_or_none() is not None


def _reviews() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS, stands().label("standing"))


def _view(row: Row[*tuple[Any, ...]]) -> ReviewView:
    return ReviewView(**{name: row._mapping[name] for name in _READ})
