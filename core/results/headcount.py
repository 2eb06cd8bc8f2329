"""The numbers at the head of a job's page, each of which is exactly what its filter shows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func

from core.labels import DECISIONS
from core.results.counted import count_each
from core.results.doubt import doubted_by, uncertain
from core.results.filters import ResultFilter
from core.results.grain import Rows
from core.results.parts import Part, parts_of
from core.tables import Job, Result


@dataclass(frozen=True, slots=True)
class Headcount:
    """How many rows of a job have each decision, or an end without one."""

    female: int
    male: int
    uncertain: int
    no_face: int
    failed: int
    settled: int  # by people, of the uncertain ones

    @property
    def open(self) -> int:
        """How many of the uncertain ones nobody has settled."""
        return self.uncertain - self.settled

    @property
    def all(self) -> int:
        """How many rows there are."""
        return self.female + self.male + self.uncertain + self.no_face + self.failed


def headcount(connection: Connection, job_id: str, rows: Rows | None) -> Headcount:
    """Count a job's rows of faces or people; of people in one pass over them."""
    if rows != "people":
        return Headcount(*count_each(connection, job_id, _FACES))
    parts = parts_of(connection, job_id, ResultFilter(rows=rows), doubted_by(connection, job_id))
    found = [connection.execute(_sums(part, job_id)).one() for part in parts]
    return Headcount(*(sum(int(counted or 0) for counted in each) for each in zip(*found, strict=True)))


_FACES = (
    *(ResultFilter(decision=word) for word in DECISIONS),
    ResultFilter(status="no_face"),
    ResultFilter(status="failed"),
    ResultFilter(decision="uncertain", reviewed=True),
)


def _sums(part: Part, job_id: str) -> Select[*tuple[Any, ...]]:
    unsure = func.coalesce(uncertain(part.doubted, part.seen), False)
    tests = (
        (part.seen.label == "female") & ~unsure,
        (part.seen.label == "male") & ~unsure,
        part.seen.label.is_not(None) & unsure,
        Result.status == "no_face",
        Result.status == "failed",
        part.seen.label.is_not(None) & unsure & Result.reviewed_at.is_not(None),
    )
    one_job = (Job.id == Result.job_id) & (Job.id == job_id)  # so that it is not looked up for each row
    return part.query.add_columns(*map(_times, tests)).join(Job, one_job)


def _times(test: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((test, 1), else_=0))
