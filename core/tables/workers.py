"""Workers that report themselves: who serves, with which engine and model, and why."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import Base


class Worker(Base):
    """One process that classifies; it is present while `seen_at` is fresh by the database's clock."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)  # host:pid
    ready: Mapped[bool]
    engine: Mapped[str] = mapped_column(String(20))
    model_version: Mapped[str] = mapped_column(String(80))
    finder_version: Mapped[str] = mapped_column(String(80), server_default="")
    reason: Mapped[str] = mapped_column(Text)  # why this engine, or why it is not ready
    seen_at: Mapped[float]  # seconds since 1970 by the database's clock
