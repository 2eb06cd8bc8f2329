"""How many rows a filter keeps, of those that ask for nothing but what faces are counted by."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, Subquery, and_, case, func, not_, select, true

from core.labels import FLAWLESS, flag_words
from core.results.cells import all_steps, cells
from core.results.filters import ResultFilter
from core.results.tally import of_job
from core.tables import FaceCount, Job

_ASKED = ("label", "status", "decision", "reviewed", "quality_flag", "rows")


def is_counted(chosen: ResultFilter) -> bool:
    """Whether the cells of a job tell how many rows of faces this filter keeps."""
    rest = replace(chosen, **dict.fromkeys(_ASKED), sort="created")
    return chosen.rows != "people" and rest == ResultFilter()


def count_each(connection: Connection, job_id: str, choices: Sequence[ResultFilter]) -> list[int]:
    """How many rows each of these filters keeps, each of which `is_counted`."""
    scope = of_job(connection, job_id)
    found = cells(scope.which, scope.flags, stepped=all_steps(connection, scope.which))
    sums = [func.sum(case((_keeps(found, chosen), found.c.faces), else_=0)) for chosen in choices]
    return [int(count or 0) for count in connection.execute(select(*sums)).one()]


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
    scope = of_job(connection, job_id)
    found = cells(scope.which, scope.flags, stepped=all_steps(connection, scope.which))
    so_called = select(func.sum(found.c.faces)).where(_keeps(found, chosen), found.c.said.in_(labels))
    return int(connection.execute(so_called).scalar_one() or 0)


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
