"""What people do to a job that is there: cancel, retry, close, delete, list."""

from sqlalchemy import Connection, exists, or_, select, true, update

from core.clock import utc_now
from core.errors import Conflict
from core.jobs.access import check_own, owned_by, visible_to
from core.jobs.create import check_threshold
from core.jobs.moves import move_images
from core.jobs.removal import remove_job
from core.jobs.state import JobView, jobs_seen_by, mark_finished, views
from core.tables import Image, Job, Video
from core.videos.actions import cancel_videos, retry_videos
from core.videos.counts import has_open_video, received_files


def cancel_job(connection: Connection, owner_id: str, job_id: str) -> int:
    """Stop what has not started; images in work end as usual. Returns how many are stopped."""
    check_own(connection, owner_id, job_id, hold=True)
    connection.execute(
        # A cancelled camera job makes room for a new one, so that the camera goes on.
        update(Job)
        .where(Job.id == job_id, Job.cancelled_at.is_(None))
        .where(or_(Job.finished_at.is_(None), Job.camera_day.is_not(None)))  # what is done stays done
        .values(cancelled_at=utc_now(), camera_day=None)
    )
    cancel_videos(connection, job_id)
    return move_images(connection, job_id, "cancelled")


def retry_job(connection: Connection, owner_id: str, job_id: str) -> int:
    """Queue failed images and videos, and those that a cancel stopped, again. Returns how many."""
    check_own(connection, owner_id, job_id, hold=True)
    videos = retry_videos(connection, job_id)
    queued = move_images(connection, job_id, "waiting") + videos
    # What was in work when the job was cancelled goes on too, though nothing had to be queued for it.
    in_work = exists().where(Image.job_id == Job.id, Image.state == "working") | has_open_video(Job.id)
    again = update(Job).where(Job.id == job_id, true() if queued else in_work)
    connection.execute(again.values(cancelled_at=None, finished_at=None))
    return queued


def is_open(connection: Connection, owner_id: str, job_id: str) -> bool:
    """Whether a job is neither done nor cancelled. Raises as `check_own` does."""
    check_own(connection, owner_id, job_id)
    row = connection.execute(select(Job.finished_at, Job.cancelled_at).where(Job.id == job_id)).one()
    return row.finished_at is None and row.cancelled_at is None


def close_job(connection: Connection, owner_id: str, job_id: str) -> None:
    """Expect no more images than have come: the rest of those announced will not come."""
    check_own(connection, owner_id, job_id, hold=True)
    came = received_files() + Job.refused
    connection.execute(update(Job).where(Job.id == job_id).values(expected=came))
    mark_finished(connection, [job_id])


def set_threshold(connection: Connection, job_id: str, threshold: float) -> None:
    """Judge a job's faces by another threshold from now on: decisions are made when they are read.

    Raises `Invalid` for a threshold that makes no sense.
    """
    check_threshold(threshold)
    connection.execute(update(Job).where(Job.id == job_id).values(threshold=threshold))


def delete_job(connection: Connection, owner_id: str, job_id: str, *, if_empty: bool = False) -> None:
    """Delete a job, so that nobody sees it any more; the caller removes the bytes after the commit.

    The rows of a small one are gone then, those of a large one go soon. Raises as `check_own` does, and with
    `if_empty` `Conflict` for a job that has an image or a video.
    """
    # An upload that is under way has come when the job is held, or finds none.
    check_own(connection, owner_id, job_id, hold=True)
    if if_empty and _has_files(connection, job_id):
        raise Conflict("This job has images or videos, so it was not deleted.", "job_not_empty")
    remove_job(connection, job_id)


def _has_files(connection: Connection, job_id: str) -> bool:
    images, videos = exists().where(Image.job_id == job_id), exists().where(Video.job_id == job_id)
    return bool(connection.execute(select(or_(images, videos))).scalar_one())


def list_jobs(
    connection: Connection, account_id: str, limit: int, before: str | None = None, *, shared: bool = False
) -> list[JobView]:
    """Read an account's own jobs, or those that are `shared` with it, newest first.

    `before` is the id of the last one seen.
    """
    query = jobs_seen_by(account_id).order_by(Job.id.desc()).limit(limit)
    query = (
        query.where(~owned_by(account_id), visible_to(account_id))
        if shared
        else query.where(owned_by(account_id))
    )
    if before is not None:
        query = query.where(Job.id < before)
    return views(connection, connection.execute(query).all())
