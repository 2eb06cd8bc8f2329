"""Jobs and their images: what was accepted, and how far each image has come."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import DERIVED, UUID_TEXT, Base, Id


class Job(Base):
    """What one person submitted; its state and counts follow from its images."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_owner", "owner_id", "id"),
        Index(
            "ix_jobs_live",
            "owner_id",
            "created_at",
            sqlite_where=text("kept = 0"),
            postgresql_where=text("NOT kept"),
        ),
        Index(
            "ix_jobs_held",  # has all that an account's quotas ask for, so that no job has to be opened
            "owner_id",
            "kept",  # SQLite opens the row to see it, though the index has no other rows
            "finished_at",
            "cancelled_at",
            "stored_images",
            "stored_bytes",
            sqlite_where=text("kept = 1"),
            postgresql_where=text("kept"),
        ),
        Index(
            "ix_jobs_again_of",
            "again_of",
            sqlite_where=text("again_of IS NOT NULL"),
            postgresql_where=text("again_of IS NOT NULL"),
        ),
        Index(
            "ix_jobs_deleted",
            "deleted_at",
            sqlite_where=text("deleted_at IS NOT NULL"),
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
        Index(
            "ix_jobs_moving",
            "moving_to",
            sqlite_where=text("moving_to IS NOT NULL"),
            postgresql_where=text("moving_to IS NOT NULL"),
        ),
        Index("ix_jobs_drawn", "owner_id", sqlite_where=text("drawn = 1"), postgresql_where=text("drawn")),
    )

    id: Mapped[Id]
    owner_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    threshold: Mapped[float]
    framing: Mapped[str] = mapped_column(String(8))
    # Words with spaces between them: a face with one of these flags is uncertain, however sure its label.
    uncertain_flags: Mapped[str] = mapped_column(String(80), default="", server_default="")
    # How many people are asked about each face, 1 to 3.
    opinions: Mapped[int] = mapped_column(default=1, server_default="1")
    expected: Mapped[int | None]  # how many images were announced; None: those of the first request
    refused: Mapped[int] = mapped_column(
        default=0
    )  # announced images that were refused will not come any more
    camera_day: Mapped[str | None] = mapped_column(
        String(49), unique=True
    )  # "owner date" of a day's snapshots
    # Of its images and videos: quotas must not count the rows of a big job at each upload; the auditor does.
    stored_images: Mapped[int] = mapped_column(default=0, server_default="0")
    stored_bytes: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    removed: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # images that were deleted while the job stayed
    # Of its images by how far they are, written by triggers of the database; the auditor counts the rows.
    pending: Mapped[int] = mapped_column(default=0, server_default="0", info=DERIVED)  # wait, or are in work
    classified: Mapped[int] = mapped_column(default=0, server_default="0", info=DERIVED)
    no_face: Mapped[int] = mapped_column(default=0, server_default="0", info=DERIVED)
    failed: Mapped[int] = mapped_column(default=0, server_default="0", info=DERIVED)
    stopped: Mapped[int] = mapped_column(default=0, server_default="0", info=DERIVED)  # by a cancel
    kept: Mapped[bool] = mapped_column(default=True)  # False: one live frame, gone when it was answered
    drawn: Mapped[bool] = mapped_column(default=False, server_default=false())  # faces of no people
    created_at: Mapped[datetime]
    # Since when nobody sees it any more, while its rows go piece by piece; it is no longer `kept` then.
    deleted_at: Mapped[datetime | None]
    last_upload_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    # Of a large job: the state that its images still move to (`cancelled` or `waiting`), and since when.
    moving_to: Mapped[str | None] = mapped_column(String(10))
    moving_since: Mapped[datetime | None]
    # The job whose images this one classifies again, which may be gone. No foreign key: see `Image.video_id`.
    again_of: Mapped[str | None] = mapped_column(UUID_TEXT)
    compared_at: Mapped[datetime | None]  # when its faces were last compared with that job's


class Image(Base):
    """One uploaded file or frame. `claim_id` is set exactly while a worker holds it.

    Of a video's image `frame_index` counts its sampled frames from 0; -1 is no frame, but the row that tells
    why the video failed.
    """

    __tablename__ = "images"
    __table_args__ = (
        CheckConstraint("(state = 'working') = (claim_id IS NOT NULL)", name="claimed_while_working"),
        # By state first, so that a state is found; of each state in the order of their coming.
        Index("ix_images_job_arrival", "job_id", "state", "created_at", "id"),
        Index("ix_images_job_filename", "job_id", "filename", "id"),
        Index(
            "ix_images_frame",  # no frame is made twice
            "video_id",
            "frame_index",
            unique=True,
            sqlite_where=text("video_id IS NOT NULL"),
            postgresql_where=text("video_id IS NOT NULL"),
        ),
        Index(
            "ix_images_leases",
            "lease_until",
            sqlite_where=text("state = 'working'"),
            postgresql_where=text("state = 'working'"),
        ),
    )

    id: Mapped[Id]
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"))
    filename: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))  # of the bytes as they were sent
    width: Mapped[int]  # pixels, upright
    height: Mapped[int]
    blob: Mapped[str] = mapped_column(String(120))  # the pack, and where in it the stored bytes lie
    blob_offset: Mapped[int]
    blob_length: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    priority: Mapped[int]
    losses: Mapped[int] = mapped_column(default=0)  # claims that ended without an answer
    claim_id: Mapped[str | None] = mapped_column(UUID_TEXT)
    lease_until: Mapped[float | None]  # seconds since 1970 by the database's clock
    created_at: Mapped[datetime]
    # No foreign key, which SQLite cannot add to a table: an image goes with its job, as the video does.
    video_id: Mapped[str | None] = mapped_column(UUID_TEXT)
    frame_index: Mapped[int | None]
    at_seconds: Mapped[float | None]  # from the video's first frame
    again_of: Mapped[str | None] = mapped_column(UUID_TEXT)  # the same image in the job that was earlier


Index(
    "ix_images_queue",
    Image.priority.desc(),
    Image.id,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)
_suspect = text("state = 'waiting' AND losses > 0")
Index(  # few, while a million may wait beside them
    "ix_images_suspects",
    Image.priority.desc(),
    Image.id,
    sqlite_where=_suspect,
    postgresql_where=_suspect,
)


class IdempotentAnswer(Base):
    """The answer that a POST with an `Idempotency-Key` got, to be given again to its retries."""

    __tablename__ = "idempotent_answers"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
