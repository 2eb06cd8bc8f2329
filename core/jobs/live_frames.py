"""Live frames: snapshots that are not kept.

Each is a hidden job of one image, so that removing it leaves nothing. They take the way of every image, ahead
of bulk work. Who collects the answer removes the frame; the sweeper removes those that nobody collected.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, bindparam, delete, func, select

from core.clock import utc_now
from core.jobs.access import owned_by
from core.jobs.create import LIVE, JobRequest, NewImage, create_job, insert_images
from core.tables import Image, Job

MOST_FRAMES = 16  # of one account that wait for their answer or for somebody who collects it


def add_live_frame(
    connection: Connection,
    owner_id: str,
    job_id: str,
    threshold: float,
    uncertain_flags: tuple[str, ...],
    image: NewImage,
) -> None:
    """Write the rows of one frame."""
    request = JobRequest("Live", threshold, uncertain_flags=uncertain_flags)
    create_job(connection, owner_id, job_id, request, kept=False)
    insert_images(connection, job_id, [image], LIVE)


def count_live_frames(connection: Connection, owner_id: str) -> int:
    """How many frames of an owner are there now."""
    return connection.execute(_COUNT, {"owner": owner_id}).scalar_one()


def remove_live_frame(connection: Connection, job_id: str) -> None:
    """Remove a frame's rows; the caller removes its bytes after the commit."""
    connection.execute(_REMOVE, {"job": job_id})


def uncollected_frames(connection: Connection, older_than_seconds: float) -> dict[str, str | None]:
    """The ids of frames that have been there for so long that nobody will collect them, and their packs."""
    cutoff = utc_now() - timedelta(seconds=older_than_seconds)
    old = (
        select(Job.id, Image.blob)
        .outerjoin(Image)
        .where(~Job.kept, Job.created_at < cutoff, Job.deleted_at.is_(None))
    )
    return {row.id: row.blob for row in connection.execute(old)}


# Built once: a live camera runs these many times a second.
_COUNT = select(func.count()).select_from(Job).where(owned_by(bindparam("owner")), ~Job.kept)
_REMOVE = delete(Job).where(Job.id == bindparam("job"), ~Job.kept)


def remove_live_frames(connection: Connection, job_ids: Sequence[str]) -> None:
    """Remove the rows of several frames."""
    connection.execute(delete(Job).where(Job.id.in_(job_ids), ~Job.kept))
