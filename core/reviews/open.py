"""The faces that people may be asked about."""

from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased

from core.tables import Result, Track

_Shown = aliased(Track)  # a query may join tracks for what is said of them


def asked_about() -> Select[*tuple[Any, ...]]:
    """The query, without columns, of all faces; of a person in a video that which shows them best."""
    best = or_(Result.track_id.is_(None), exists().where(_Shown.best_face_id == Result.id))
    return select().select_from(Result).where(Result.label.is_not(None), best)
