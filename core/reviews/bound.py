"""How far the first faces of many jobs reach: a confidence that leaves out all that cannot be among them.

An index has the faces of each job by their confidence, and none those of all jobs. To sort all of them for
every question takes long; the first few of each job are found at once.
"""

from collections.abc import Sequence
from math import ceil
from typing import Any

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.orm import aliased

from core.tables import Job, Result

Faces = Select[*tuple[Any, ...]]


def within(connection: Connection, faces: Faces, limit: int, *, surest: bool) -> Faces:
    """Of faces, joined with their jobs, those that may be among the first `limit` by confidence.

    `surest` first, or the least certain.
    """
    count = connection.execute(select(func.count()).select_from(Job)).scalar_one()
    a_job = min(limit, max(1, ceil(4 * limit / max(1, count))))
    reached = _reached(connection, faces, a_job, surest=surest)
    if 0 < len(reached) < ceil(limit / a_job):  # few of the jobs have as many
        a_job, reached = limit, _reached(connection, faces, limit, surest=surest)
    if len(reached) < ceil(limit / a_job):  # then there are few faces in all, or few jobs
        return faces
    end = sorted(reached, reverse=surest)[
        ceil(limit / a_job) - 1
    ]  # up to there, such jobs have `limit` together
    return faces.where(Result.confidence >= end if surest else Result.confidence <= end)


def _reached(connection: Connection, faces: Faces, a_job: int, *, surest: bool) -> Sequence[float]:
    """Of each job the confidence of so manieth face."""
    job = aliased(Job)
    order = Result.confidence.desc() if surest else Result.confidence
    last = faces.where(Result.job_id == job.id).order_by(order).offset(a_job - 1).limit(1)
    confidence = last.add_columns(Result.confidence).correlate(job).scalar_subquery()
    found = connection.execute(select(confidence).select_from(job))
    return [value for value in found.scalars() if value is not None]
