"""How many images of jobs have an uncertain face."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    cast,
    distinct,
    exists,
    func,
    select,
)
from sqlalchemy.orm import aliased

from core.results.cells import cells
from core.results.doubt import doubted, uncertain
from core.results.grain import FACES
from core.results.places import NONE, is_step, place_of
from core.tables import FaceCount, Job, Result

_Least = aliased(Result)
_SAID_BY_LEAST = replace(FACES, confidence=_Least.confidence, quality_flags=_Least.quality_flags)
_JOBS = Job.id.in_(bindparam("jobs", expanding=True))


def goes_by_threshold(job: Any) -> bool:  # noqa: ANN401 - a row
    """Whether a job's uncertain images are those of `unsure_by_threshold`."""
    return not job.uncertain_flags and is_step(job.threshold)


def unsure_by_threshold() -> ScalarSelect[int]:
    """How many images of a job of the enclosing query have a face under its threshold, which is a step."""
    least = and_(FaceCount.least, FaceCount.label != "", FaceCount.place > NONE)
    return (
        select(cast(func.coalesce(func.sum(FaceCount.faces), 0), Integer))
        .where(FaceCount.job_id == Job.id, FaceCount.place < place_of(Job.threshold), least)
        .correlate(Job)
        .scalar_subquery()
    )


def count_unsure(connection: Connection, jobs: Sequence[Row[*tuple[Any, ...]]]) -> dict[str, int]:
    """The numbers of images by job; of jobs of one rule with one query.

    Jobs say themselves as `unsure` what `unsure_by_threshold` counts.
    """
    counts: dict[str, int] = {}
    by_rule: dict[tuple[str, bool], list[str]] = {}
    for job in jobs:
        if goes_by_threshold(job):
            counts[job.id] = job.unsure
        elif job.classified:
            by_rule.setdefault((job.uncertain_flags, is_step(job.threshold)), []).append(job.id)
    for (flags, stepped), ids in by_rule.items():
        for job_id, least, beside in connection.execute(_of_faces(flags, stepped), {"jobs": ids}):
            counts[job_id] = int(least) + (_count_beside(connection, job_id, flags) if beside else 0)
    return counts


# Built once: building it costs as much as running it, and whoever waits for a job asks all the time. There
# are as many rules as sets of flags in some order.
@lru_cache(maxsize=64)
def _of_faces(flags: str, stepped: bool) -> Select[*tuple[Any, ...]]:
    """Of each job the uncertain faces that are their image's least sure, and the doubted beside those."""
    found = cells(_JOBS, flags.split(), stepped=stepped)
    least = func.sum(case((found.c.least, found.c.faces), else_=0))
    beside = func.sum(case((~found.c.least & found.c.doubted, found.c.faces), else_=0))
    return (
        select(found.c.job_id, least, beside)
        .where(found.c.label != "", found.c.unsure)
        .group_by(found.c.job_id)
    )


def _count_beside(connection: Connection, job_id: str, flags: str) -> int:
    """Images whose least sure face is certain, while another has a flag that the job doubts."""
    return int(connection.execute(_beside(flags), {"job": job_id}).scalar_one())


@lru_cache(maxsize=64)
def _beside(flags: str) -> Select[int]:
    words = flags.split()
    counted = exists().where(
        _Least.image_id == Result.image_id, _Least.least, uncertain(words, _SAID_BY_LEAST)
    )
    return (
        select(func.count(distinct(Result.image_id)))
        .join(Job, Job.id == Result.job_id)
        .where(Result.job_id == bindparam("job"), ~Result.least, doubted(words), ~counted)
    )
