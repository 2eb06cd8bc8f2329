"""Reviews: the newest word that stands is the one that shows beside its face."""

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from core.audit.types import Check, Kind
from core.reviews.history import stands
from core.tables import Result, Review

DIFFERS = Kind(
    "review_differs",
    "Faces show another review than the newest that stands, so filters and exports tell what nobody says.",
    "Say it anew on the page Review; report it with the log of that time.",
)


def review_checks() -> list[Check]:
    """What was said of a face, and what its row shows."""
    newest = (
        select(Review.id)
        .where(Review.face_id == Result.id, stands())
        .order_by(Review.id.desc())
        .limit(1)
        .correlate(Result)
        .scalar_subquery()
    )
    said = aliased(Review)
    other = or_(
        Result.reviewed_label.is_distinct_from(said.label),
        Result.reviewed_at.is_distinct_from(said.created_at),
    )
    return [Check(DIFFERS, select(Result.id).outerjoin(said, said.id == newest).where(other))]
