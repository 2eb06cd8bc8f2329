"""The journal: who did what to what, without names of files or what pictures show."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import UUID_TEXT, Base, Id


class JournalEntry(Base):
    """One thing that somebody did. Neither key is a foreign one: an entry outlives what it is about.

    `hour` (since 1970) is set for what is noted once an hour however often it is done, and NULL for the rest,
    which the unique index lets through.
    """

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_hourly", "account_id", "action", "object_id", "hour", unique=True),
        Index("ix_journal_object", "object_id", "id"),
    )

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[str | None] = mapped_column(UUID_TEXT)  # None: who works at the terminal
    action: Mapped[str] = mapped_column(String(20))
    object_id: Mapped[str] = mapped_column(UUID_TEXT)  # a job or an account
    hour: Mapped[int | None]
    address: Mapped[str | None] = mapped_column(String(45))  # from where, if the operator wants to know
