"""How many rows a filter keeps, of those that ask for nothing but what faces are counted by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    not_,
    select,
    true,
)

from core.labels import FLAWLESS, flag_words
from core.results.cells import all_steps, cells
from core.results.filters import ResultFilter
from core.results.places import is_step
from core.tables import FaceCount, Job

Query = Select[*tuple[Any, ...]]
_ASKED = ("label", "status", "decision", "reviewed", "quality_flag", "rows")


def is_counted(chosen: ResultFilter) -> bool:
    """Whether the cells of a job tell how many rows of faces this filter keeps."""
    rest = replace(chosen, **dict.fromkeys(_ASKED), sort="created")
    return chosen.rows != "people" and rest == ResultFilter()


def count_each(connection: Connection, job_id: str, choices: Sequence[ResultFilter]) -> list[int]:
    """How many rows each of these filters keeps, each of which `is_counted`."""
    query = _each(*_rule(connection, job_id), tuple(choices))
    return [int(count or 0) for count in connection.execute(query, {_JOB.key: job_id}).one()]


def count_reviewed(connection: Connection, job_ids: Sequence[str]) -> dict[str, int]:
    """How many faces people have settled, by job, without jobs in which they have settled none."""
    said = (FaceCount.job_id.in_(job_ids), FaceCount.said != "", FaceCount.faces > 0)
    query = select(FaceCount.job_id, func.sum(FaceCount.faces)).where(*said).group_by(FaceCount.job_id)
    return {job_id: int(faces) for job_id, faces in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class Uncertain:
    """How many faces of a job are uncertain, and how many of these people have settled."""

    faces: int
    settled: int

    @property
    def open(self) -> int:
        """How many nobody has settled."""
        return self.faces - self.settled


def count_uncertain(connection: Connection, job_ids: Sequence[str]) -> dict[str, Uncertain]:
    """The uncertain faces of several jobs from their counts, by job, without jobs that have none."""
    which = Job.id.in_(job_ids)
    rules = connection.execute(select(Job.uncertain_flags).where(which).distinct()).scalars()
    found = cells(which, flag_words(" ".join(rules)), stepped=all_steps(connection, which))
    settled = func.sum(case((found.c.said != "", found.c.faces), else_=0))
    query = select(found.c.job_id, func.sum(found.c.faces), settled)
    unsure = query.where(found.c.label != "", found.c.unsure).group_by(found.c.job_id)
    return {row[0]: Uncertain(int(row[1]), int(row[2])) for row in connection.execute(unsure)}


def count_said(connection: Connection, job_id: str, chosen: ResultFilter, labels: Sequence[str]) -> int:
    """How many rows of a filter that `is_counted` people called one of these."""
    query = _so_called(*_rule(connection, job_id), chosen, tuple(labels))
    return int(connection.execute(query, {_JOB.key: job_id}).scalar_one() or 0)


# To build and to compile one of these takes several times as long as to answer it.
_JOB: BindParameter[str] = bindparam("job")
_RULE = select(Job.uncertain_flags, Job.threshold).where(Job.id == _JOB)
Rule = tuple[tuple[str, ...], bool]


def _rule(connection: Connection, job_id: str) -> Rule:
    """The flags that a job doubts, and whether its threshold is a step: by these its cells differ."""
    found = connection.execute(_RULE, {_JOB.key: job_id}).one_or_none()
    return ((), True) if found is None else (tuple(flag_words(found[0])), is_step(found[1]))


@lru_cache(maxsize=64)
def _each(flags: tuple[str, ...], stepped: bool, choices: tuple[ResultFilter, ...]) -> Query:
    found = cells(Job.id == _JOB, flags, stepped=stepped)
    return select(*(func.sum(case((_keeps(found, one), found.c.faces), else_=0)) for one in choices))


@lru_cache(maxsize=64)
def _so_called(flags: tuple[str, ...], stepped: bool, chosen: ResultFilter, labels: tuple[str, ...]) -> Query:
    found = cells(Job.id == _JOB, flags, stepped=stepped)
    return select(func.sum(found.c.faces)).where(_keeps(found, chosen), found.c.said.in_(labels))


def _keeps(found: Subquery, chosen: ResultFilter) -> ColumnElement[bool]:
    """What `core.results.filters.conditions` says of rows, of cells."""
    tests: list[ColumnElement[bool]] = [true()]
    if chosen.label is not None:
        tests.append(found.c.label == chosen.label)
    if chosen.status is not None:
        tests.append(found.c.status == chosen.status)
    if chosen.decision == "uncertain":
        tests.append((found.c.label != "") & found.c.unsure)
    elif chosen.decision is not None:
        tests.append((found.c.label == chosen.decision) & not_(found.c.unsure))
    if chosen.reviewed is not None:
        tests.append(found.c.said != "" if chosen.reviewed else found.c.said == "")
    if chosen.quality_flag == FLAWLESS:
        tests += (found.c.label != "", found.c.quality_flags == "")
    elif chosen.quality_flag is not None:
        tests.append(found.c.quality_flags.contains(chosen.quality_flag))
    return and_(*tests)
