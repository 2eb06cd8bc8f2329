"""A random sample of a job's faces that people settle: what was right in it holds for the whole job.

The last bits of a face's id are random and order all faces of a job once for all. The sample are the first of
that order, as far as every one of them is settled: so it is no choice of anybody's, and grows face by face.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, String, cast, exists, func, or_

from core.results.doubt import doubted
from core.results.tally import Scope
from core.reviews.open import asked_about
from core.tables import Job, Result, Review

RANDOM_FROM = 20  # the letter of an id (counted from 1) from which all are random


@dataclass(frozen=True, slots=True)
class Settled:
    """One face of the sample: what the model said, how surely, and what a person said."""

    label: str
    confidence: float
    said: str
    model_version: str | None = None
    job_id: str = ""
    doubted: bool = False  # by a quality flag, however sure the label


def by_chance() -> ColumnElement[str]:
    """The place of a face in the random order."""
    return func.substr(cast(Result.id, String(36)), RANDOM_FROM)


def settled_sample(connection: Connection, scope: Scope) -> Sequence[Settled]:
    """Of each job the settled faces before the first that is not, in their random order."""
    faces = asked_about().join(Job, Job.id == Result.job_id).where(scope.which)
    ends = (
        faces.add_columns(Result.job_id, func.min(by_chance()).label("end"))
        .where(Result.reviewed_at.is_(None))
        .group_by(Result.job_id)
        .subquery()
    )
    query = (
        faces.add_columns(
            Result.label,
            Result.confidence,
            Result.reviewed_label,
            Result.model_version,
            Result.job_id,
            doubted(scope.flags),
        )
        .outerjoin(ends, ends.c.job_id == Result.job_id)
        .where(Result.reviewed_at.is_not(None))
        .where(or_(ends.c.end.is_(None), by_chance() < ends.c.end))
        .order_by(Result.job_id, by_chance())
    )
    return [Settled(*row) for row in connection.execute(query)]


def count_faces(connection: Connection, scope: Scope) -> Mapping[tuple[str, str | None], int]:
    """How many faces of each job and version of the model people may be asked about."""
    faces = asked_about().join(Job, Job.id == Result.job_id).where(scope.which)
    query = faces.add_columns(Result.job_id, Result.model_version, func.count().label("faces"))
    rows = connection.execute(query.group_by(Result.job_id, Result.model_version))
    return {(row.job_id, row.model_version): row.faces for row in rows}


def count_asked_about(connection: Connection, scope: Scope) -> int:
    """How many faces people may be asked about; an index knows."""
    faces = asked_about().join(Job, Job.id == Result.job_id).where(scope.which)
    return int(connection.execute(faces.add_columns(func.count())).scalar_one())


def with_reviews(scope: Scope) -> Scope:
    """Those of its jobs of whose faces people said something: others have no sample."""
    return Scope(scope.which & exists().where(Review.job_id == Job.id), scope.flags)
