"""What people do to a job, done to its videos: inside the transaction that does it to the images."""

from collections.abc import Sequence

from sqlalchemy import Connection, case, delete, exists, or_, select, update

from core.tables import Image, Video
from core.videos.types import FAILED_FRAME, TRACKS_FAILED

# Without its claim, a worker that makes tracks of what was there before stops.
_UNTRACKED: dict[str, object] = {
    "tracked_at": None, "track_tries": 0, "track_claim": None, "error_code": None, "error_detail": None,
    "lease_until": case((Video.state == "working", Video.lease_until), else_=None),
}  # fmt: skip


def cancel_videos(connection: Connection, job_id: str) -> None:
    """Stop waiting videos; the one in work stops at its next frames, where it sees the cancel."""
    waiting = update(Video).where(Video.job_id == job_id, Video.state == "waiting")
    connection.execute(waiting.values(state="cancelled"))


def retry_videos(connection: Connection, job_id: str, images: Sequence[str] | None = None) -> int:
    """Queue failed and stopped videos again, to go on after their last frame, and those without tracks.

    With `images`, only what those of them that failed are of: a video by the row that told of its failure, or
    frames, whose video gets new tracks. Returns how many videos were queued.

    Call it before the images are queued again: the row that told of the failure goes, and where frames of a
    video run again it gets new tracks.
    """
    these = () if images is None else (Image.id.in_(images),)
    told = select(Image.video_id).where(Image.job_id == job_id, Image.frame_index == FAILED_FRAME, *these)
    again = exists().where(
        Image.video_id == Video.id, or_(Image.state == "failed", Image.state == "cancelled"), *these
    )
    stopped = [Video.job_id == job_id, Video.state.in_(("failed", "cancelled"))]
    count = 0
    if images is None:
        trackless = update(Video).where(
            Video.job_id == job_id, Video.state == "sampled", Video.error_code == TRACKS_FAILED
        )
        count = connection.execute(trackless.values(_UNTRACKED)).rowcount
    else:
        stopped.append(Video.id.in_(connection.execute(told).scalars().all()))
    connection.execute(update(Video).where(Video.job_id == job_id, again).values(_UNTRACKED))
    connection.execute(delete(Image).where(Image.job_id == job_id, Image.frame_index == FAILED_FRAME, *these))
    queued = update(Video).where(*stopped)
    return count + connection.execute(queued.values(_UNTRACKED | {"state": "waiting", "losses": 0})).rowcount
