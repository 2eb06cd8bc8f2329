"""Which faces need a person: the uncertain ones that nobody has settled, the least certain first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from core.errors import Invalid
from core.jobs.access import visible_to
from core.labels import QUALITY_FLAGS
from core.results.doubt import uncertain
from core.reviews.open import asked_about, disputed_for, free_for, open_to
from core.reviews.sample import by_chance
from core.reviews.types import Reviewer
from core.tables import Job, Result

Which = Literal["uncertain", "all", "sample", "disputed"]


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask about: the faces of one job or of all, the uncertain ones or every one.

    `disputed` are those of which people said different things: one more word decides.
    `sample` are all in a random order, to judge the model by the first of them (`core/reviews/sample.py`).
    Raises `Invalid` for an unknown word.
    """

    job_id: str | None = None
    which: Which = "uncertain"

    def __post_init__(self) -> None:
        if self.which not in get_args(Which):
            raise Invalid(f"which must be one of {', '.join(get_args(Which))}.", "invalid_which")


def next_faces(connection: Connection, who: Reviewer, asked: Question, limit: int) -> Sequence[str]:
    """The ids of the faces that somebody is asked about next, which are in nobody else's hands."""
    free = free_for(who, dispute=asked.which == "disputed")
    query = _asked(who.account_id, asked).where(free).order_by(*order_of(asked))
    return list(connection.execute(query.limit(limit).add_columns(Result.id)).scalars())


def order_of(asked: Question) -> Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]:
    """Those that most need a person first."""
    return (by_chance(),) if asked.which == "sample" else (Result.confidence, Result.image_id, Result.ordinal)


def count_open(connection: Connection, account_id: str, asked: Question, most: int | None = None) -> int:
    """How many faces wait for this account; beyond `most` they are not counted, since that takes long."""
    waits = disputed_for if asked.which == "disputed" else open_to
    faces = _asked(account_id, asked).where(waits(account_id)).add_columns(Result.id).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(faces)).scalar_one())


def _asked(account_id: str, asked: Question) -> Select[*tuple[Any, ...]]:
    query = asked_about().join(Job, Job.id == Result.job_id).where(visible_to(account_id))
    if asked.job_id is not None:
        query = query.where(Result.job_id == asked.job_id)
    if asked.which == "uncertain":
        query = query.where(uncertain(QUALITY_FLAGS))
    return query
