"""All reviews of a job's faces to be taken away: every word, also those that were taken back."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, or_, select, union_all
from sqlalchemy.orm import aliased

from core.results.filters import ResultFilter
from core.results.page import filter_parts
from core.reviews.open import may_hear
from core.tables import Image, Job, Result, Review

CHUNK = 1000


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One word of one person about one face, beside what the model says of it."""

    review_id: str
    job_id: str
    image_id: str
    face_id: str
    filename: str
    model_label: str
    model_confidence: float
    model_version: str
    label: str
    note: str
    reviewer: str | None  # None where the account was forgotten
    reviewed_at: datetime
    undone_at: datetime | None  # when it was taken back; None: it stands
    decides: bool  # it ended a dispute, and is no opinion
    voice: int  # the same person's among those about this face, also where the account was forgotten


REVIEW_COLUMNS = tuple(field.name for field in fields(ReviewRow))


def stream_reviews(
    connection: Connection, account_id: str, job_id: str, chosen: ResultFilter
) -> Iterator[ReviewRow]:
    """Every word about the filtered faces in the order of their being said, without holding them all.

    Of faces of which the account may not hear what others said, only its own.
    Of people of videos about the faces that stand for them: no others are asked about.
    """
    undo = aliased(Review)
    firsts = [
        part.query.join(Review, Review.face_id == Result.id).add_columns(Review.id.label("review_id"))
        for part in filter_parts(connection, job_id, chosen)
    ]
    of_filter = union_all(*firsts) if len(firsts) > 1 else firsts[0]
    query = (
        select(
            Review.id.label("review_id"), Review.job_id, Result.image_id, Review.face_id, Image.filename,
            Result.label.label("model_label"), Result.confidence.label("model_confidence"),
            Result.model_version, Review.label, Review.note, Review.reviewer,
            Review.created_at.label("reviewed_at"), undo.created_at.label("undone_at"),
            Review.decides, Review.voice,
        )
        .join(Result, Result.id == Review.face_id)
        .join(Image, Image.id == Result.image_id)
        .join(Job, Job.id == Review.job_id)
        .outerjoin(undo, undo.undoes == Review.id)
        .where(Review.label.is_not(None), Review.id.in_(of_filter))
        .where(or_(Review.account_id == account_id, may_hear(account_id)))
        .order_by(Review.id)
    )  # fmt: skip
    for row in connection.execute(query.execution_options(yield_per=CHUNK)):
        yield ReviewRow(**row._mapping)
