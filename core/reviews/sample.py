"""A random sample of a job's faces that people settle: what was right in it holds for the whole job.

The last bits of a face's id are random and order all faces of a job once for all. The sample are the first of
that order, as far as every one of them is settled: so it is no choice of anybody's, and grows face by face.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, String, case, cast, func, select

from core.reviews.open import asked_about
from core.tables import Result

RANDOM_FROM = 20  # the letter of an id (counted from 1) from which all are random


@dataclass(frozen=True, slots=True)
class Settled:
    """One face of the sample: what the model said, how surely, and what a person said."""

    label: str
    confidence: float
    said: str


def by_chance() -> ColumnElement[str]:
    """The place of a face in the random order."""
    return func.substr(cast(Result.id, String(36)), RANDOM_FROM)


def settled_sample(connection: Connection, job_id: str) -> Sequence[Settled]:
    """The settled faces before the first that is not, in their random order."""
    faces = asked_about().where(Result.job_id == job_id)
    first_open = faces.add_columns(func.min(by_chance())).where(Result.reviewed_at.is_(None))
    end = connection.execute(first_open).scalar_one()
    query = faces.add_columns(Result.label, Result.confidence, Result.reviewed_label)
    query = query.where(Result.reviewed_at.is_not(None)).order_by(by_chance())
    rows = connection.execute(query if end is None else query.where(by_chance() < end))
    return [Settled(row.label, row.confidence, row.reviewed_label) for row in rows]


def count_faces(connection: Connection, job_id: str) -> int:
    """How many faces of a job people may be asked about."""
    query = asked_about().where(Result.job_id == job_id)
    return int(connection.execute(query.add_columns(func.count())).scalar_one())


def confidences_below(connection: Connection, job_id: str, thresholds: Sequence[float]) -> Sequence[int]:
    """How many faces of a job each threshold would leave uncertain by their confidence."""
    sums = [func.sum(case((Result.confidence < each, 1), else_=0)) for each in thresholds]
    row = connection.execute(select(*sums).where(Result.job_id == job_id, Result.label.is_not(None))).one()
    return [int(count or 0) for count in row]
