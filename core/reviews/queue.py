"""Which faces need a person: the uncertain ones that nobody has settled, the least certain first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, false, func, select
from sqlalchemy.orm import InstrumentedAttribute

from core.clock import database_now
from core.errors import Invalid
from core.labels import QUALITY_FLAGS
from core.results.doubt import uncertain
from core.reviews.open import asked_about
from core.reviews.sample import by_chance
from core.reviews.types import Reviewer
from core.tables import Glance, Job, Result

Which = Literal["uncertain", "all", "sample"]


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask about: the faces of one job or of all, the uncertain ones or every one.

    `sample` are all in a random order, to judge the model by the first of them (`core/reviews/sample.py`).
    Raises `Invalid` for an unknown word.
    """

    job_id: str | None = None
    which: Which = "uncertain"

    def __post_init__(self) -> None:
        if self.which not in get_args(Which):
            raise Invalid(f"which must be one of {', '.join(get_args(Which))}.", "invalid_which")


def next_faces(connection: Connection, who: Reviewer, asked: Question, limit: int) -> Sequence[str]:
    """The ids of the faces that somebody is asked about next, which nobody else looks at."""
    query = _open(who.account_id, asked).where(~looked_at_by_others(who)).order_by(*order_of(asked))
    return list(connection.execute(query.limit(limit).add_columns(Result.id)).scalars())


def order_of(asked: Question) -> Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]:
    """Those that most need a person first."""
    return (by_chance(),) if asked.which == "sample" else (Result.confidence, Result.image_id, Result.ordinal)


def count_open(connection: Connection, account_id: str, asked: Question, most: int | None = None) -> int:
    """How many faces nobody has settled yet; beyond `most` they are not counted, since that takes long."""
    faces = _open(account_id, asked).add_columns(Result.id).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(faces)).scalar_one())


def _open(account_id: str, asked: Question) -> Select[*tuple[Any, ...]]:
    query = asked_about().join(Job, Job.id == Result.job_id).where(Job.owner_id == account_id)
    if asked.job_id is not None:
        query = query.where(Result.job_id == asked.job_id)
    if asked.which == "uncertain":
        query = query.where(uncertain(QUALITY_FLAGS))
    return query.where(Result.reviewed_at.is_(None))


def looked_at_by_others(who: Reviewer) -> ColumnElement[bool]:
    """Whether a face was handed out to somebody who still looks at it."""
    return exists().where(Glance.face_id == Result.id, Glance.until >= database_now(), ~is_of(who))


def is_of(who: Reviewer) -> ColumnElement[bool]:
    """Whether a glance is theirs. Without a desk nobody can tell whose it is: then it is everybody else's."""
    if not who.desk:
        return false()
    return and_(Glance.account_id == who.account_id, Glance.desk == who.desk)
