"""What a job's page says of other models' answers about the same images, and whether to ask for new ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from core.jobs.state import JobView
from core.presence import present_workers
from core.reviews.versions import Related, count_faces, earlier, later, said_by
from web.auth import current_account


@dataclass(frozen=True, slots=True)
class Versions:
    """`newer` is a version that serves now and did not say this job's results."""

    said_by: str | None
    newer: str | None
    earlier: Related | None
    later: Sequence[Related]
    faces: int  # of this job, where it was compared


def versions_of_job(connection: Connection, job: JobView) -> Versions:
    """Read all of it, with few queries."""
    version = said_by(connection, job.id)
    others = later(connection, current_account(), job.id)
    return Versions(
        version,
        _newer(connection, job, version, others),
        earlier(connection, current_account(), job.again_of),
        others,
        count_faces(connection, job.id) if job.changed is not None else 0,
    )


def _newer(
    connection: Connection, job: JobView, version: str | None, others: Sequence[Related]
) -> str | None:
    """The version of a worker that is ready, where the job can be classified again by it and was not yet."""
    if job.state != "done" or job.video_count or not version:
        return None
    serving = next((worker.model_version for worker in present_workers(connection) if worker.ready), version)
    # A later job without any answer is about to get that version's.
    done = serving == version or any(said_by(connection, other.id) in (None, serving) for other in others)
    return None if done else serving
