"""Which faces need a person: the uncertain ones that nobody has settled, the least certain first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, delete, exists, func, insert, or_
from sqlalchemy.exc import IntegrityError

from core.clock import database_now
from core.errors import Busy, Invalid
from core.labels import QUALITY_FLAGS
from core.results.doubt import uncertain
from core.results.page import rows_in_order
from core.results.row import ResultRow
from core.reviews.open import asked_about
from core.reviews.sample import by_chance
from core.reviews.types import Reviewer
from core.tables import Glance, Job, Result

GLANCE_SECONDS = 60.0
TRIES = 5
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


def take_faces(
    connection: Connection, who: Reviewer, asked: Question, limit: int, seconds: float = GLANCE_SECONDS
) -> Sequence[ResultRow]:
    """Up to `limit` faces that most need a person, kept for them for so long: nobody else gets these.

    Who asks again gets the same ones, until they have said something or the time is over.
    """
    for _ in range(TRIES):
        try:
            with connection.begin_nested():
                return rows_in_order(connection, _taken(connection, who, asked, limit, seconds))
        except IntegrityError:  # another took one of them, or it was deleted, since it was read
            continue
    raise Busy("Several people ask at once; try again.")


def _taken(
    connection: Connection, who: Reviewer, asked: Question, limit: int, seconds: float
) -> Sequence[str]:
    by_doubt = (Result.confidence, Result.image_id, Result.ordinal)
    order = (by_chance(),) if asked.which == "sample" else by_doubt
    query = _open(who.account_id, asked).where(~_looked_at_by_others(who)).order_by(*order).limit(limit)
    ids = list(connection.execute(query.add_columns(Result.id)).scalars())
    connection.execute(delete(Glance).where(or_(Glance.face_id.in_(ids), Glance.until < database_now())))
    rows = [{"face_id": face, "account_id": who.account_id, "desk": who.desk} for face in ids]
    if rows:
        connection.execute(insert(Glance).values(until=database_now() + seconds), rows)
    return ids


def count_open(connection: Connection, account_id: str, asked: Question) -> int:
    """How many faces nobody has settled yet."""
    return int(connection.execute(_open(account_id, asked).add_columns(func.count())).scalar_one())


def _open(account_id: str, asked: Question) -> Select[*tuple[Any, ...]]:
    query = asked_about().join(Job, Job.id == Result.job_id).where(Job.owner_id == account_id)
    if asked.job_id is not None:
        query = query.where(Result.job_id == asked.job_id)
    if asked.which == "uncertain":
        query = query.where(uncertain(QUALITY_FLAGS))
    return query.where(Result.reviewed_at.is_(None))


def _looked_at_by_others(who: Reviewer) -> ColumnElement[bool]:
    theirs = (Glance.account_id == who.account_id) & (Glance.desk == who.desk)
    return exists().where(Glance.face_id == Result.id, Glance.until >= database_now(), ~theirs)
