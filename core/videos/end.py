"""The end of a video's sampling: whole, failed with a reason, given back, or lost with its worker."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Row, case, insert, select, update

from core.blobs import BlobRef
from core.clock import database_now, utc_now
from core.database import Database
from core.ids import new_id
from core.jobs.create import BULK, NewImage, image_row
from core.jobs.stored import note_stored
from core.tables import Image, Job, Result, Video
from core.videos.progress import lock_job, still_ours
from core.videos.types import FAILED_FRAME, ClaimedVideo
from core.work.finish import result_rows
from core.work.release import MAX_LOSSES
from core.work.types import Outcome

_cancelled = select(Job.cancelled_at).where(Job.id == Video.job_id).scalar_subquery()
_BACK = {
    "state": case((_cancelled.is_(None), "waiting"), else_="cancelled"),
    "claim_id": None,
    "lease_until": None,
}


def end_sampled(database: Database, video: ClaimedVideo) -> bool:
    """Note that all frames have come. Returns whether it was still ours; a lost claim changes nothing."""
    with database.write() as connection:
        sampled = update(Video).where(still_ours(video))
        ended = connection.execute(sampled.values(state="sampled", claim_id=None, lease_until=None))
        return ended.rowcount == 1


def undiscarded(connection: Connection) -> Sequence[Row[str, str]]:
    """The ids and packs of sampled videos whose bytes nobody has removed: the worker may have died before."""
    kept = select(Video.id, Video.blob).where(Video.state == "sampled", Video.blob != "")
    return connection.execute(kept).all()


def note_discarded(database: Database, video_id: str) -> None:
    """Note that a sampled video's bytes are removed."""
    # Should the power fail, it is undone and the sweeper removes once more what is not there.
    with database.write(synced=False) as connection:
        job_id = connection.execute(select(Video.job_id).where(Video.id == video_id)).scalar_one_or_none()
        if job_id is None:
            return
        lock_job(connection, job_id)
        gone = update(Video).where(Video.id == video_id, Video.state == "sampled", Video.blob != "")
        length = connection.execute(gone.values(blob="").returning(Video.blob_length)).scalar_one_or_none()
        note_stored(connection, job_id, 0, -(length or 0))


def end_failed(database: Database, video: ClaimedVideo, code: str, detail: str) -> None:
    """Fail a video with its reason; the frames that came stay."""
    with database.write() as connection:
        lock_job(connection, video.job_id)
        _fail(connection, still_ours(video), code, detail)


def give_back_video(database: Database, video: ClaimedVideo) -> None:
    """Return a video to the queue unharmed: the worker cannot go on."""
    with database.write() as connection:
        lock_job(connection, video.job_id)
        connection.execute(update(Video).where(still_ours(video)).values(**_BACK))


def lose_video(database: Database, video: ClaimedVideo, code: str, detail: str) -> None:
    """Return a video to the queue because its decoder broke; the third time it fails with this reason."""
    with database.write() as connection:
        lock_job(connection, video.job_id)
        _lose(connection, still_ours(video), code, detail)


def release_expired_videos(database: Database) -> None:
    """Take back videos whose lease has ended; after three losses they fail."""
    detail = f"Sampling it stopped the worker {MAX_LOSSES} times; the video may be damaged."
    # What is worked at has no tracks; saying so leads through the index of open videos.
    expired = (Video.state == "working") & Video.tracked_at.is_(None) & (Video.lease_until < database_now())
    with database.read() as connection:
        found = connection.execute(select(Video.id, Video.job_id).where(expired)).all()
    for row in found:
        with database.write() as connection:
            lock_job(connection, row.job_id)
            _lose(connection, (Video.id == row.id) & expired, "worker_lost", detail)


def _lose(connection: Connection, condition: ColumnElement[bool], code: str, detail: str) -> None:
    back = update(Video).where(condition, Video.losses + 1 < MAX_LOSSES)
    connection.execute(back.values(**_BACK, losses=Video.losses + 1))
    _fail(connection, condition, code, detail)


def _fail(connection: Connection, condition: ColumnElement[bool], code: str, detail: str) -> None:
    ended = connection.execute(
        update(Video)
        .where(condition)
        .values(state="failed", claim_id=None, lease_until=None, error_code=code, error_detail=detail)
        .returning(
            Video.id, Video.job_id, Video.filename, Video.sha256, Video.blob, Video.width, Video.height
        )
    ).all()
    for row in ended:
        size, nothing = (row.width or 0, row.height or 0), BlobRef(row.blob, 0, 0)
        image = NewImage(row.filename, row.sha256, *size, nothing, new_id())
        failed = {"state": "failed", "video_id": row.id, "frame_index": FAILED_FRAME}
        connection.execute(insert(Image).values(image_row(row.job_id, image, BULK, utc_now()) | failed))
        outcome = Outcome(image.id, row.job_id, error_code=code, error_detail=detail)
        connection.execute(insert(Result), result_rows(outcome, None, utc_now()))
