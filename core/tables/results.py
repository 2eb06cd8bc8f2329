"""Results: one row a face, or one for a failed or faceless image."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import UUID_TEXT, Base, Id

# Has all that rows are filtered, counted and ordered by: no filter or order of a large job has to open
# its rows: one pass over the index is quick, and one that is wide is cheaper to write than many.
VIEW = (
    "job_id", "image_id", "ordinal", "status", "label", "confidence", "age_group", "mask", "quality_flags",
    "reviewed_at", "opinions", "track_id", "conflict", "id",
)  # fmt: skip
FIRST = ("job_id", "reviewed_at", "id", "track_id", "label")  # all that is asked of those that are open
# Of one face in 64, that it is among those which are the first of all by the random part of their ids.
AMONG_FIRST = "label IS NOT NULL AND substr(CAST(id AS VARCHAR(36)), 20, 2) < '81'"


class Result(Base):
    """How an image ended. The unique key makes a second end of the same image impossible."""

    __tablename__ = "results"
    __table_args__ = (
        UniqueConstraint("image_id", "ordinal"),
        Index("ix_results_job_image", *VIEW),
        Index("ix_results_job_confidence", "job_id", "confidence", "image_id"),
        Index(
            "ix_results_track",
            "track_id",
            sqlite_where=text("track_id IS NOT NULL"),
            postgresql_where=text("track_id IS NOT NULL"),
        ),
        Index(  # few: of each of them several people said something, and of some different things
            "ix_results_opinions",
            "job_id",
            "reviewed_at",
            "opinions",
            "id",
            sqlite_where=text("opinions > 1"),
            postgresql_where=text("opinions > 1"),
        ),
        Index(  # where the random order of a job's faces begins (`core/reviews/sample.py`)
            "ix_results_first",
            *FIRST,
            sqlite_where=text(AMONG_FIRST),
            postgresql_where=text(AMONG_FIRST),
        ),
        Index(  # the faces of images that show several
            "ix_results_beside",
            "job_id",
            "image_id",
            sqlite_where=text("least = 0"),
            postgresql_where=text("NOT least"),
        ),
        Index(
            "ix_results_conflict",
            "job_id",
            "conflict",
            sqlite_where=text("conflict IS NOT NULL"),
            postgresql_where=text("conflict IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"))
    image_id: Mapped[str] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"))
    ordinal: Mapped[int]  # 0 for the first face, and for an image that failed or shows no face
    # Of several faces of an image True for one, of which the model is least sure: an image has an uncertain
    # face where that one is. Of an only face it is True, and where there is none.
    least: Mapped[bool] = mapped_column(default=True, server_default=true())
    status: Mapped[str] = mapped_column(String(10))
    face_x: Mapped[int | None]  # box in pixels of the upright image
    face_y: Mapped[int | None]
    face_w: Mapped[int | None]
    face_h: Mapped[int | None]
    face_score: Mapped[float | None]
    label: Mapped[str | None] = mapped_column(String(6))
    confidence: Mapped[float | None]
    p_female: Mapped[float | None]
    p_male: Mapped[float | None]
    age_group: Mapped[str | None] = mapped_column(String(8))
    age_confidence: Mapped[float | None]
    mask: Mapped[str | None] = mapped_column(String(8))
    mask_confidence: Mapped[float | None]
    quality_flags: Mapped[str] = mapped_column(String(80), default="")  # words with spaces between them
    error_code: Mapped[str | None] = mapped_column(String(40))
    error_detail: Mapped[str | None] = mapped_column(Text)
    model_version: Mapped[str | None] = mapped_column(String(80))
    finder_version: Mapped[str | None] = mapped_column(String(80))  # None: the image was taken for one face
    classified_at: Mapped[datetime]
    # What people settled it for (`core/reviews/standing.py`); None while it is open or disputed.
    reviewed_label: Mapped[str | None] = mapped_column(String(10))
    reviewer: Mapped[str | None] = mapped_column(String(200))
    reviewed_at: Mapped[datetime | None]
    opinions: Mapped[int] = mapped_column(server_default="0")  # of how many people a word stands
    track_id: Mapped[str | None] = mapped_column(UUID_TEXT)  # of a video's face, once its tracks are made
    # What an earlier model said of the same face, only where it said otherwise (`core/reviews/compare.py`).
    earlier_label: Mapped[str | None] = mapped_column(String(6))
    earlier_confidence: Mapped[float | None]
    earlier_version: Mapped[str | None] = mapped_column(String(80))
    # How sure the less sure of both was; 0 for a face that was not there before; NULL where both agree.
    conflict: Mapped[float | None]
