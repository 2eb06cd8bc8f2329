"""Reviews: beside each face shows what its words say, and of each person one opinion counts."""

from typing import Any

from sqlalchemy import Select, distinct, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core.audit.types import Check, Kind
from core.reviews.standing import MOST_OPINIONS, standings
from core.tables import Job, JobReviewer, Result, Review

Column = InstrumentedAttribute[Any]

DIFFERS = Kind(
    "review_differs",
    "Faces show something else than their reviews say, so filters and exports tell what nobody says.",
    "Say it anew on the page Review; report it with the log of that time.",
)
VOICES = Kind(
    "opinion_counted_twice",
    "Of faces one person counts for several, or several for one, so agreement is wrong.",
    "Keep the job for a report; its reviews are all there.",
)
DECIDES = Kind(
    "undo_decides", "Rows that take a word back are marked as decisions.", "Keep the job for a report."
)
ASKED = Kind(
    "opinions_impossible",
    f"Jobs ask for another number of opinions than 1 to {MOST_OPINIONS}.",
    "Choose the number anew on the job's page.",
)
OWN = Kind(
    "shared_with_owner",
    "Jobs name their own owner among those whom they are shared with.",
    "Harmless; report it with the log of that time.",
)


def review_checks() -> list[Check]:
    """What was said of a face, what its row shows, and who may say it."""
    owner = select(JobReviewer.job_id).join(Job, Job.id == JobReviewer.job_id)
    return [
        Check(DIFFERS, _shown_otherwise()),
        Check(VOICES, _mixed(Review.account_id, Review.voice).union(_mixed(Review.voice, Review.account_id))),
        Check(DECIDES, select(Review.id).where(Review.decides, Review.label.is_(None))),
        Check(ASKED, select(Job.id).where(~Job.opinions.between(1, MOST_OPINIONS))),
        Check(OWN, owner.where(JobReviewer.account_id == Job.owner_id)),
    ]


def _shown_otherwise() -> Select[Any]:
    heard, said = standings().subquery(), aliased(Review)
    other = or_(
        Result.reviewed_label.is_distinct_from(said.label),
        Result.reviewed_at.is_distinct_from(said.created_at),
        Result.opinions != func.coalesce(heard.c.opinions, 0),
    )
    faces = select(Result.id).outerjoin(heard, heard.c.face_id == Result.id)
    return faces.outerjoin(said, said.id == heard.c.review_id).where(other)


def _mixed(one: Column, other: Column) -> Select[Any]:
    """Faces of whose reviews those with one value of a column have several of another."""
    faces = select(Review.face_id).where(Review.account_id.is_not(None)).group_by(Review.face_id, one)
    return faces.having(func.count(distinct(other)) > 1)
