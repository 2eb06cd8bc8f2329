"""Faces counted by what the pages of trust ask for: few groups, whose sums answer many questions.

A question by itself (how many of a day, of a version of the model, of what people said) would read all rows
again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Row, case, cast, func, literal, or_, select

from core.jobs.access import owned_by
from core.labels import Label, flag_words
from core.results.day import utc_day
from core.results.doubt import doubted, doubted_by
from core.results.grain import Column
from core.tables import Job, Result

PLACES = 1000  # a confidence is counted by its thousandth


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose faces are counted, and the quality flags that any of the jobs in question doubts."""

    which: ColumnElement[bool]
    flags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Told:
    """So many faces of one day (in UTC), version, label and decision, of which people said one thing."""

    day: str
    model_version: str | None
    label: Label
    uncertain: bool
    said: str | None  # None: nobody has said anything
    faces: int
    confidence: float  # the sum of theirs


@dataclass(frozen=True, slots=True)
class Place:
    """So many faces of one label between a thousandth of confidence, `place`, and the next.

    `under` their job's threshold as it is, or `doubted` by a quality flag whatever the threshold.
    """

    place: int
    label: Label
    under: bool
    doubted: bool
    faces: int


def of_job(connection: Connection, job_id: str) -> Scope:
    """A job's faces."""
    return Scope(Job.id == job_id, flag_words(" ".join(doubted_by(connection, job_id))))


def of_account(connection: Connection, account_id: str) -> Scope:
    """The faces of all jobs of an account."""
    own = owned_by(account_id) & Job.kept
    rules = connection.execute(select(Job.uncertain_flags).where(own).distinct()).scalars()
    return Scope(own, flag_words(" ".join(rules)))


def told(connection: Connection, scope: Scope) -> Sequence[Told]:
    """Faces by day, version, label, decision and what people said."""
    unsure = or_(Result.confidence < Job.threshold, doubted(scope.flags))
    columns = (
        utc_day(Result.classified_at).label("day"), Result.model_version, Result.label,
        unsure.label("unsure"), Result.reviewed_label,
    )  # fmt: skip
    return [Told(*row) for row in _counted(connection, scope, *columns)]


def places(connection: Connection, scope: Scope) -> Sequence[Place]:
    """Faces by their confidence."""
    columns = (
        _place(Result.confidence).label("place"), Result.label,
        (Result.confidence < Job.threshold).label("under"), doubted(scope.flags).label("doubted"),
    )  # fmt: skip
    return [
        Place(place, label, bool(under), bool(doubt), faces)
        for place, label, under, doubt, faces, _ in _counted(connection, scope, *columns)
    ]


def _counted(connection: Connection, scope: Scope, *columns: Any) -> Iterator[Row[*tuple[Any, ...]]]:  # noqa: ANN401
    faces = (
        select(*columns, Result.confidence.label("sureness"))
        .join(Job, Job.id == Result.job_id)
        .where(scope.which, Result.label.is_not(None))
        .subquery()  # Postgres groups by a column's name, not by an expression with parameters in it
    )
    same = [column for column in faces.c if column.name != "sureness"]
    yield from connection.execute(
        select(*same, func.count(), func.sum(faces.c.sureness)).group_by(*same).order_by(*same)
    )


def _place(confidence: Column) -> ColumnElement[int]:
    """The thousandth, exactly: a product rounds, and a face that stands at a threshold is not under it."""
    about, parts = cast(confidence * PLACES, Integer), literal(float(PLACES))
    return about + case((confidence >= (about + 1) / parts, 1), (confidence < about / parts, -1), else_=0)
