"""Take one waiting video, with a lease."""

from sqlalchemy import Connection, select, update

from core.blobs import BlobRef
from core.clock import database_now
from core.database import Database
from core.ids import new_id
from core.tables import Video
from core.videos.types import ClaimedVideo


def video_waits(connection: Connection) -> bool:
    """Whether any video waits to be sampled."""
    waiting = select(Video.id).where(Video.state == "waiting", Video.tracked_at.is_(None)).limit(1)
    return connection.execute(waiting).one_or_none() is not None


def claim_video(database: Database, lease_seconds: float) -> ClaimedVideo | None:
    """Take the oldest waiting video, those that lost a claim last, or None if there is none."""
    oldest = (
        select(Video.id)
        .where(Video.state == "waiting", Video.tracked_at.is_(None))
        .order_by(Video.losses, Video.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    claim_id = new_id()
    take = (
        update(Video)
        .where(Video.id == oldest, Video.state == "waiting")
        .values(state="working", claim_id=claim_id, lease_until=database_now() + lease_seconds)
        .returning(
            Video.id, Video.job_id, Video.filename, Video.sha256, Video.blob, Video.blob_length,
            Video.every, Video.sampled, Video.losses,
        )
    )  # fmt: skip
    with database.write() as connection:
        row = connection.execute(take).one_or_none()
    if row is None:
        return None
    return ClaimedVideo(
        row.id, claim_id, row.job_id, row.filename, row.sha256, BlobRef(row.blob, 0, row.blob_length),
        row.every, row.sampled, row.losses,
    )  # fmt: skip
