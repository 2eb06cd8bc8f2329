"""Faces counted by what the pages of trust ask for: few groups, whose sums answer many questions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from core.jobs.access import owned_by
from core.labels import Label, flag_words
from core.results.cells import BILLION, all_steps, cells
from core.results.doubt import doubted_by
from core.tables import Job


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
    """So many faces of one label between a step of confidence, `place` in thousandths, and the next.

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
    """The faces of all jobs of an account, but for drawn ones (`core/jobs/drawn.py`)."""
    own = owned_by(account_id) & Job.kept & ~Job.drawn
    rules = connection.execute(select(Job.uncertain_flags).where(own).distinct()).scalars()
    return Scope(own, flag_words(" ".join(rules)))


def told(connection: Connection, scope: Scope) -> Sequence[Told]:
    """Faces by day, version, label, decision and what people said."""
    columns = ("day", "model_version", "label", "unsure", "said")
    return [
        Told(day, version or None, label, bool(unsure), said or None, int(faces), int(sureness) / BILLION)
        for day, version, label, unsure, said, faces, sureness in _counted(connection, scope, *columns)
    ]


def places(connection: Connection, scope: Scope) -> Sequence[Place]:
    """Faces by their confidence."""
    columns = ("place", "label", "under", "doubted")
    return [
        Place(place, label, bool(under), bool(doubt), int(faces))
        for place, label, under, doubt, faces, _ in _counted(connection, scope, *columns)
    ]


def _counted(connection: Connection, scope: Scope, *names: str) -> Iterator[Row[*tuple[Any, ...]]]:
    """Numbers of faces, and the sums of their confidences, by columns of the cells."""
    found = cells(scope.which, scope.flags, stepped=all_steps(connection, scope.which))
    same = [found.c[name] for name in names]
    sums = (func.sum(found.c.faces), func.sum(found.c.sureness))
    query = select(*same, *sums).where(found.c.label != "").group_by(*same).order_by(*same)
    yield from connection.execute(query)
