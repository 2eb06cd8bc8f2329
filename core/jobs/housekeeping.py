"""What happens to jobs by time alone."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Connection, select, update

from core.clock import utc_now
from core.jobs.removal import mark_deleted
from core.jobs.state import mark_finished
from core.tables import Image, Job, Video
from core.videos.counts import received_files


def close_idle_jobs(connection: Connection, idle_seconds: float) -> None:
    """Expect no more images in jobs that were announced larger and have received nothing for long."""
    cutoff = utc_now() - timedelta(seconds=idle_seconds)
    idle = (
        update(Job)
        .where(Job.finished_at.is_(None), Job.expected.is_not(None), Job.last_upload_at < cutoff)
        .values(expected=received_files() + Job.refused)
        .returning(Job.id)
    )
    mark_finished(connection, connection.execute(idle).scalars().all())


def expired_jobs(connection: Connection, retention_days: int) -> Sequence[str]:
    """Delete jobs that are older than they may be kept; the caller removes their rows and bytes."""
    cutoff = utc_now() - timedelta(days=retention_days)
    return mark_deleted(connection, Job.created_at < cutoff)


def existing_jobs(connection: Connection, job_ids: Sequence[str]) -> set[str]:
    """Which of these UUIDs are jobs'."""
    found: set[str] = set()
    for start in range(0, len(job_ids), 500):
        some = job_ids[start : start + 500]
        found |= set(connection.execute(select(Job.id).where(Job.id.in_(some))).scalars())
    return found


def named_packs(connection: Connection, job_id: str) -> set[str]:
    """The packs that a job's rows name."""
    images = select(Image.blob).where(Image.job_id == job_id)
    videos = select(Video.blob).where(Video.job_id == job_id)
    return set(connection.execute(images.union(videos)).scalars())
