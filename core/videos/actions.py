"""What people do to a job, done to its videos: inside the transaction that does it to the images."""

from sqlalchemy import Connection, delete, exists, or_, update

from core.tables import Image, Video
from core.videos.types import FAILED_FRAME


def cancel_videos(connection: Connection, job_id: str) -> None:
    """Stop waiting videos; the one in work stops at its next frames, where it sees the cancel."""
    waiting = update(Video).where(Video.job_id == job_id, Video.state == "waiting")
    connection.execute(waiting.values(state="cancelled"))


def retry_videos(connection: Connection, job_id: str) -> int:
    """Queue failed and stopped videos again, to go on after their last frame. Returns how many.

    Call it before the images are queued again: the row that told of the failure goes, and where frames of a
    video run again it gets new tracks.
    """
    told = delete(Image).where(Image.job_id == job_id, Image.frame_index == FAILED_FRAME)
    connection.execute(told)
    again = exists().where(
        Image.video_id == Video.id, or_(Image.state == "failed", Image.state == "cancelled")
    )
    connection.execute(
        update(Video).where(Video.job_id == job_id, again).values(tracked_at=None, track_tries=0)
    )
    stopped = Video.state.in_(("failed", "cancelled"))
    queued = update(Video).where(Video.job_id == job_id, stopped)
    return connection.execute(
        queued.values(
            state="waiting", losses=0, error_code=None, error_detail=None, tracked_at=None, track_tries=0
        )
    ).rowcount
