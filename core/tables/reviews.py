"""What people said of faces: rows that are never edited; who looks at which now, and who may review a job."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import UUID_TEXT, Base, Id


class Review(Base):
    """One word of one person about one face, or (`undoes`) that an earlier word of theirs does not stand."""

    __tablename__ = "reviews"
    __table_args__ = (
        Index("ix_reviews_face_id", "face_id", "id"),
        Index("ix_reviews_face_account", "face_id", "account_id"),  # whether somebody spoke of a face
        Index("ix_reviews_job_reviewer", "job_id", "reviewer", "label"),  # who said how much
        Index("ix_reviews_job_account", "job_id", "account_id", "id"),
        Index("ix_reviews_account_id", "account_id", "id"),
    )

    id: Mapped[Id]
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"))
    face_id: Mapped[str] = mapped_column(ForeignKey("results.id", ondelete="CASCADE"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    reviewer: Mapped[str | None] = mapped_column(String(200))  # the account's name at the time
    desk: Mapped[str] = mapped_column(String(64), default="", server_default="")  # as of a glance
    label: Mapped[str | None] = mapped_column(String(10))  # None where it undoes one
    undoes: Mapped[str | None] = mapped_column(
        UUID_TEXT, ForeignKey("reviews.id", ondelete="CASCADE"), unique=True
    )
    step: Mapped[str | None] = mapped_column(UUID_TEXT)  # of rows written at once: undone together
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    # Whose word it is among those about this face, from 1 on: it tells people apart without their accounts.
    voice: Mapped[int] = mapped_column(server_default="1")
    decides: Mapped[bool] = mapped_column(server_default=false())  # it ends a dispute, and is no opinion


class Glance(Base):
    """Somebody looks at a face until then, by the database's clock: nobody else is asked about it meanwhile,
    unless more opinions of it are wanted.

    `desk` names a window of a browser, so that two people of one account are two.
    """

    __tablename__ = "glances"

    face_id: Mapped[str] = mapped_column(ForeignKey("results.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    desk: Mapped[str] = mapped_column(String(64))
    until: Mapped[float]


class JobReviewer(Base):
    """Somebody whom the owner of a job lets settle its faces."""

    __tablename__ = "job_reviewers"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    added_at: Mapped[datetime]
