"""A random sample of a job's faces that people settle: what was right in it holds for the whole job.

The last bits of a face's id are random and order all faces of a job once for all. The sample are the first of
that order, as far as every one of them is settled: so it is no choice of anybody's, and grows face by face.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    cast,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import aliased

from core.results.cells import cells
from core.results.doubt import doubted
from core.results.tally import Scope
from core.reviews.open import asked_about
from core.tables import Job, Result, Review, Video

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


def among_first() -> ColumnElement[bool]:
    """Whether a face is in the first 64th of the random order: an index has those (`AMONG_FIRST`, word by
    word)."""
    begins = func.substr(cast(Result.id, String(36)), literal_column("20"), literal_column("2"))
    return Result.label.is_not(None) & (begins < literal_column("'81'"))


def open_among_first() -> ColumnElement[bool]:
    """The same of faces that are open, asked so that SQLite reads that index alone, and none that has all."""
    near = aliased(Result)
    begins = func.substr(cast(near.id, String(36)), literal_column("20"), literal_column("2"))
    first = select(near.id).where(near.reviewed_at.is_(None), near.label.is_not(None))
    return Result.id.in_(first.where(begins < literal_column("'81'")))


def settled_sample(connection: Connection, scope: Scope) -> Sequence[Settled]:
    """Of each job the settled faces before the first that is not, in their random order.

    The first that is not settled is among the first 64th, unless that many are: then no others are read.
    """
    ends = dict(_ends(connection, scope.which, among_first()))
    near = [job_id for job_id, end in ends.items() if end is not None]
    far = [job_id for job_id, end in ends.items() if end is None]
    ends.update(_ends(connection, Job.id.in_(far)) if far else ())
    settled = [
        *(_settled(connection, Scope(Job.id.in_(near), scope.flags), among_first()) if near else ()),
        *(_settled(connection, Scope(Job.id.in_(far), scope.flags)) if far else ()),
    ]
    sample = [row for row in settled if (end := ends[row.job_id]) is None or row.chance < end]
    return [
        Settled(row.label, row.confidence, row.said, row.model_version, row.job_id, bool(row.doubted))
        for row in sorted(sample, key=lambda row: (row.job_id, row.chance))
    ]


def _ends(
    connection: Connection, which: ColumnElement[bool], *among: ColumnElement[bool]
) -> Iterator[tuple[str, str | None]]:
    """Of each job where the first face stands that is not settled, of those `among` which are looked at."""
    unsettled = asked_about().where(Result.job_id == Job.id, Result.reviewed_at.is_(None), *among)
    end = unsettled.add_columns(func.min(by_chance())).correlate(Job).scalar_subquery()
    yield from map(tuple, connection.execute(select(Job.id, end).where(which)))


def _settled(
    connection: Connection, scope: Scope, *among: ColumnElement[bool]
) -> Sequence[Row[*tuple[Any, ...]]]:
    faces = asked_about().join(Job, Job.id == Result.job_id).where(scope.which, *among)
    return connection.execute(
        faces.add_columns(
            Result.label,
            Result.confidence,
            Result.reviewed_label.label("said"),
            Result.model_version,
            Result.job_id,
            doubted(scope.flags).label("doubted"),
            by_chance().label("chance"),
        ).where(Result.reviewed_at.is_not(None))
    ).all()


def count_faces(connection: Connection, scope: Scope) -> Mapping[tuple[str, str | None], int]:
    """How many faces of each job and version of the model people may be asked about.

    Faces are counted as they come; who is whose face in a video is not, so videos' faces are counted here.
    """
    has_video = exists().where(Video.job_id == Job.id)
    counted = cells(scope.which & ~has_video, (), stepped=True)  # whatever the thresholds
    version = func.nullif(counted.c.model_version, "").label("model_version")
    numbers = select(counted.c.job_id, version, func.sum(counted.c.faces).label("faces"))
    photos = numbers.where(counted.c.label != "").group_by(counted.c.job_id, version)
    faces = asked_about().join(Job, Job.id == Result.job_id).where(scope.which, has_video)
    films = faces.add_columns(Result.job_id, Result.model_version, func.count().label("faces"))
    films = films.group_by(Result.job_id, Result.model_version)
    return {
        (row.job_id, row.model_version): int(row.faces)
        for query in (photos, films)
        for row in connection.execute(query)
    }


def count_asked_about(connection: Connection, scope: Scope) -> int:
    """How many faces people may be asked about."""
    return sum(count_faces(connection, scope).values())


def with_reviews(scope: Scope) -> Scope:
    """Those of its jobs of whose faces people said something: others have no sample."""
    return Scope(scope.which & exists().where(Review.job_id == Job.id), scope.flags)
