"""Videos whose frames have all ended and that have no tracks yet: whose turn it is to make them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, literal_column, or_, select, update

from core.blobs import BlobRef
from core.clock import database_now
from core.database import Database
from core.ids import new_id
from core.jobs.state import PENDING
from core.tables import Image, Result, Video
from core.work.release import MAX_LOSSES

# Written out, not bound: SQLite uses the index of pending frames only where it reads the same words.
_words: list[ColumnElement[str]] = [literal_column(f"'{state}'") for state in PENDING]
_pending_frame = exists().where(Image.video_id == Video.id, Image.state.in_(_words))
DUE = Video.tracked_at.is_(None) & Video.state.in_(("sampled", "failed")) & ~_pending_frame
NO_TRY: dict[str, None] = {"track_claim": None, "lease_until": None}
_FREE = or_(Video.lease_until.is_(None), Video.lease_until < database_now())


@dataclass(frozen=True, slots=True)
class DueVideo:
    """A video to make tracks for, in a try of its own; `hopeless` where that stopped workers too often."""

    id: str
    claim_id: str
    job_id: str
    every: float
    hopeless: bool


@dataclass(frozen=True, slots=True)
class SeenFace:
    """One classified face of a frame: what joins it to others, and where its pixels are."""

    result_id: str
    at_seconds: float
    frame_index: int
    box: tuple[int, int, int, int]
    p_female: float
    quality_flags: str
    width: int  # pixels of the frame
    blob: BlobRef


def tracks_wait(connection: Connection) -> bool:
    """Whether any video waits for its tracks."""
    return connection.execute(select(Video.id).where(DUE, _FREE).limit(1)).one_or_none() is not None


def take_due_video(database: Database, lease_seconds: float) -> DueVideo | None:
    """Take one video that waits for its tracks, or None. An earlier try ends with that."""
    oldest = (
        select(Video.id).where(DUE, _FREE).order_by(Video.id).limit(1)
        .with_for_update(skip_locked=True).scalar_subquery()
    )  # fmt: skip
    claim_id = new_id()
    take = (
        update(Video)
        .where(Video.id == oldest)
        .values(
            track_tries=Video.track_tries + 1,
            track_claim=claim_id,
            lease_until=database_now() + lease_seconds,
        )
        .returning(Video.id, Video.job_id, Video.every, Video.track_tries)
    )
    with database.write() as connection:
        row = connection.execute(take).one_or_none()
    if row is None:
        return None
    return DueVideo(row.id, claim_id, row.job_id, row.every, row.track_tries > MAX_LOSSES)


def still_due(video: DueVideo) -> tuple[ColumnElement[bool], ...]:
    """Whether the video still waits for the tracks of this very try."""
    return Video.id == video.id, Video.track_claim == video.claim_id, DUE


def give_back_due_video(database: Database, video: DueVideo) -> None:
    """Let another have it, as if it had not been taken: what stopped this try was not the video."""
    back = update(Video).where(Video.id == video.id, Video.track_claim == video.claim_id)
    with database.write() as connection:
        connection.execute(back.values(track_tries=Video.track_tries - 1, **NO_TRY))


def keep_due_video(database: Database, video: DueVideo, lease_seconds: float) -> bool:
    """Go on with it for a while longer. Returns False where it is no longer this try's."""
    longer = update(Video).where(*still_due(video)).values(lease_until=database_now() + lease_seconds)
    with database.write() as connection:
        return connection.execute(longer).rowcount == 1


def seen_faces(connection: Connection, video_id: str) -> list[SeenFace]:
    """All classified faces of a video, frame by frame."""
    rows = connection.execute(
        select(
            Result.id, Image.at_seconds, Image.frame_index,
            Result.face_x, Result.face_y, Result.face_w, Result.face_h, Result.p_female, Result.quality_flags,
            Image.width, Image.blob, Image.blob_offset, Image.blob_length,
        )
        .join(Image, Image.id == Result.image_id)
        .where(Image.video_id == video_id, Result.label.is_not(None))
        .order_by(Image.frame_index, Result.ordinal)
    )  # fmt: skip
    return [_face(row) for row in rows]


def _face(row: Row[*tuple[Any, ...]]) -> SeenFace:
    box = (row.face_x, row.face_y, row.face_w, row.face_h)
    blob = BlobRef(row.blob, row.blob_offset, row.blob_length)
    return SeenFace(
        row.id, row.at_seconds, row.frame_index, box, row.p_female, row.quality_flags, row.width, blob
    )
