"""Which answers of several models there are about one job's images."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from core.jobs.access import owned_by
from core.jobs.changed import count_changed
from core.results.places import NONE
from core.tables import FaceCount, Job, Result


@dataclass(frozen=True, slots=True)
class Related:
    """Another job of the same images; `changed` faces are called otherwise in the later of the two."""

    id: str
    name: str
    changed: int | None  # None: they are not compared yet


def said_by(connection: Connection, job_id: str) -> str | None:
    """The version of the model that said the newest of a job's results; None before there is one."""
    newest = (
        select(Result.model_version)
        .where(Result.job_id == job_id, Result.label.is_not(None))
        .order_by(Result.image_id.desc())
        .limit(1)
    )
    return connection.execute(newest).scalar_one_or_none()


def count_faces(connection: Connection, job_id: str) -> int:
    """How many faces a job has an answer about."""
    faces = select(func.sum(FaceCount.faces)).where(FaceCount.job_id == job_id, FaceCount.place > NONE)
    return int(connection.execute(faces).scalar_one() or 0)


def earlier(connection: Connection, owner_id: str, job_id: str | None) -> Related | None:
    """The job whose images are classified again, if it is still there."""
    found = select(Job.id, Job.name).where(Job.id == job_id, owned_by(owner_id))
    row = connection.execute(found).one_or_none() if job_id else None
    return Related(row.id, row.name, None) if row else None


def later(connection: Connection, owner_id: str, job_id: str) -> Sequence[Related]:
    """The jobs that classify a job's images again, the newest first."""
    rows = connection.execute(
        select(Job.id, Job.name, Job.compared_at)
        .where(Job.again_of == job_id, owned_by(owner_id))
        .order_by(Job.id.desc())
    ).all()
    changed = count_changed(connection, [row.id for row in rows if row.compared_at])
    return [Related(row.id, row.name, changed.get(row.id)) for row in rows]
