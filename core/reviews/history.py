"""What was said of a face, the oldest first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, select
from sqlalchemy.orm import aliased

from core.results.page import face_row
from core.reviews.types import ReviewView
from core.tables import Review

_Undo = aliased(Review)
_COLUMNS = (
    Review.id, Review.face_id, Review.job_id, Review.reviewer, Review.label, Review.undoes, Review.note,
    Review.created_at,
)  # fmt: skip


def reviews_of_face(connection: Connection, account_id: str, face_id: str) -> Sequence[ReviewView]:
    """Every row about a face of an account, those that were taken back too. Raises `NotFound`."""
    face_row(connection, account_id, face_id)
    query = _reviews().where(Review.face_id == face_id).order_by(Review.id)
    return [_view(row) for row in connection.execute(query)]


def review_of(connection: Connection, review_id: str) -> ReviewView:
    """One row that is known to be there."""
    return _view(connection.execute(_reviews().where(Review.id == review_id)).one())


def stands() -> ColumnElement[bool]:
    """Whether a review is a word that nobody took back."""
    return Review.label.is_not(None) & ~exists().where(_Undo.undoes == Review.id)


def _reviews() -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS, stands().label("standing"))


def _view(row: Row[*tuple[Any, ...]]) -> ReviewView:
    return ReviewView(**row._mapping)
