"""A claimed video on its way: frames become images as they come, and the lease goes on with them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, func, select, update

from core.clock import database_now, utc_now
from core.database import Database
from core.ids import new_id
from core.jobs.create import BULK, NewImage, image_row
from core.jobs.stored import note_stored
from core.many import insert_many
from core.quotas import UNBOUNDED, Amounts, check_quotas
from core.tables import Image, Job, Video
from core.videos.types import ClaimedVideo, NewFrame, frame_name


class ClaimLost(Exception):
    """The video is no longer this worker's: its lease ended, or its job was cancelled or deleted."""


def describe(
    database: Database, video: ClaimedVideo, size: tuple[int, int], seconds: float | None, expected: int
) -> None:
    """Note what the header says: width and height, length, and about how many frames will come."""
    with database.write() as connection:
        connection.execute(
            update(Video)
            .where(still_ours(video))
            .values(width=size[0], height=size[1], seconds=seconds, expected=expected)
        )


def add_frames(
    database: Database,
    video: ClaimedVideo,
    frames: Sequence[NewFrame],
    lease_seconds: float,
    quotas: Amounts = UNBOUNDED,
) -> None:
    """Commit frames as waiting images, and extend the lease; no frames only extend it. Raises `ClaimLost`.

    `sampled` moves in the same transaction, so that whoever goes on after this worker's death neither repeats
    nor skips a frame. Raises `OverQuota` where the job's owner has no room for these.
    """
    length = sum(frame.blob.length for frame in frames)
    with database.write() as connection:
        if frames:
            _check_room(connection, video.job_id, quotas, Amounts(len(frames), length))
        if lock_job(connection, video.job_id):
            stop = update(Video).where(still_ours(video))
            connection.execute(stop.values(state="cancelled", claim_id=None, lease_until=None))
        elif _go_on(connection, video, len(frames), lease_seconds):
            if frames:
                insert_many(connection, Image, [_row(video, frame) for frame in frames])
                note_stored(connection, video.job_id, len(frames), length)
            return
    raise ClaimLost(video.id)


def lock_job(connection: Connection, job_id: str) -> bool:
    """Keep the job as it is until the commit. Returns whether it is cancelled (or gone).

    Whoever changes a video and adds rows to its job begins here: who deletes or retries holds the job
    first and the video then, and the other order would wait for them while they wait for it.
    """
    row = connection.execute(select(Job.cancelled_at).where(Job.id == job_id).with_for_update()).one_or_none()
    return row is None or row.cancelled_at is not None


def stored_frames(connection: Connection, video: ClaimedVideo) -> tuple[int, float | None]:
    """How many bytes the frames take that are there already, and the time of the last, in seconds."""
    frames = select(func.sum(Image.blob_length), func.max(Image.at_seconds)).where(Image.video_id == video.id)
    total, last = connection.execute(frames).one()
    return total or 0, last


def still_ours(video: ClaimedVideo) -> ColumnElement[bool]:
    """Whether the claim is the worker's own."""
    return (Video.id == video.id) & (Video.claim_id == video.claim_id)


def _check_room(connection: Connection, job_id: str, quotas: Amounts, asked: Amounts) -> None:
    """Ask before the job is held: an upload takes its account's turn first, and its job then."""
    goes_on = select(Job.owner_id).where(Job.id == job_id, Job.cancelled_at.is_(None))
    owner = connection.execute(goes_on).scalar_one_or_none()
    if owner is not None:
        check_quotas(connection, owner, quotas, asked)


def _go_on(connection: Connection, video: ClaimedVideo, frames: int, lease_seconds: float) -> bool:
    """Move on by so many frames. Returns whether the video is still ours."""
    moved = update(Video).where(still_ours(video))
    values = {
        "sampled": Video.sampled + frames,
        "lease_until": database_now() + lease_seconds,
        "losses": 0 if frames else Video.losses,  # three losses at one place end it, not three in its life
    }
    return connection.execute(moved.values(values)).rowcount == 1


def _row(video: ClaimedVideo, frame: NewFrame) -> dict[str, object]:
    name = frame_name(video.filename, frame.at_seconds, video.every)
    image = NewImage(name, frame.sha256, frame.width, frame.height, frame.blob, new_id())
    of_video = {"video_id": video.id, "frame_index": frame.index, "at_seconds": frame.at_seconds}
    return image_row(video.job_id, image, BULK, utc_now()) | of_video
