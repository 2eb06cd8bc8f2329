"""Videos, whose frames are images, and tracks: one person through the frames of one video."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import UUID_TEXT, Base, Id
from core.tables.jobs import Image


class Video(Base):
    """One uploaded video. `claim_id` is set exactly while a worker samples it."""

    __tablename__ = "videos"
    __table_args__ = (
        CheckConstraint("(state = 'working') = (claim_id IS NOT NULL)", name="claimed_while_working"),
        Index("ix_videos_job", "job_id", "id"),
        Index(
            "ix_videos_open",
            "state",
            "id",
            sqlite_where=text("tracked_at IS NULL"),
            postgresql_where=text("tracked_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"))
    filename: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(4))  # mp4, mov, webm or mkv
    blob: Mapped[str] = mapped_column(String(120))  # a pack that holds nothing else
    blob_length: Mapped[int] = mapped_column(BigInteger)
    every: Mapped[float]  # seconds between sampled frames
    state: Mapped[str] = mapped_column(String(10))
    losses: Mapped[int] = mapped_column(default=0)  # claims that ended without an answer
    claim_id: Mapped[str | None] = mapped_column(UUID_TEXT)
    lease_until: Mapped[float | None]  # seconds since 1970 by the database's clock
    width: Mapped[int | None]  # pixels of its frames, upright
    height: Mapped[int | None]
    seconds: Mapped[float | None]  # how long it is, as its header says
    sampled: Mapped[int] = mapped_column(default=0)  # frames that are stored; the next try goes on after them
    expected: Mapped[int] = mapped_column(default=1)  # about how many frames there will be
    error_code: Mapped[str | None] = mapped_column(String(40))
    error_detail: Mapped[str | None] = mapped_column(Text)
    track_tries: Mapped[int] = mapped_column(
        default=0
    )  # tries to make its tracks that may have broken a worker
    track_claim: Mapped[str | None] = mapped_column(UUID_TEXT)  # of the last such try
    tracked_at: Mapped[datetime | None]  # when its tracks were made; a job with one that has none is not done
    created_at: Mapped[datetime]


_pending = text("video_id IS NOT NULL AND state IN ('waiting', 'working')")
# Small however long a video is: whether its tracks are due is asked all the time.
Index("ix_images_pending_frame", Image.video_id, sqlite_where=_pending, postgresql_where=_pending)


class Track(Base):
    """One person through a video: one label for all the frames in which they were seen."""

    __tablename__ = "tracks"
    __table_args__ = (
        UniqueConstraint("video_id", "number"),
        Index("ix_tracks_job", "job_id", "id"),
    )

    id: Mapped[Id]
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"))
    video_id: Mapped[str] = mapped_column(ForeignKey("videos.id", ondelete="CASCADE"))
    number: Mapped[int]  # 1 for the first person of the video
    first_seconds: Mapped[float]
    last_seconds: Mapped[float]
    frames: Mapped[int]  # in which the person was seen
    label: Mapped[str] = mapped_column(String(6))
    confidence: Mapped[float]
    p_female: Mapped[float]
    p_male: Mapped[float]
    quality_flags: Mapped[str] = mapped_column(String(80), default="")  # that most of the faces have
    best_face_id: Mapped[str] = mapped_column(UUID_TEXT)  # of the result that shows the person best
