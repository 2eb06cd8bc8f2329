"""Faces counted as they come and go: what pages ask of a job is a sum over few rows, however many it has."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import DERIVED, Base


class FaceCount(Base):
    """So many rows of a job's results that are alike in all of this. Triggers of the database write it.

    Where a result says nothing it has an empty text here, for a key holds no NULL. A count may be 0.
    """

    __tablename__ = "face_counts"
    __table_args__ = {"sqlite_with_rowid": False, "info": DERIVED}  # noqa: RUF012 - SQLAlchemy's own way

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # `core/results/places.py`
    label: Mapped[str] = mapped_column(String(6), primary_key=True)
    quality_flags: Mapped[str] = mapped_column(String(80), primary_key=True)
    said: Mapped[str] = mapped_column(String(10), primary_key=True)  # `results.reviewed_label`
    status: Mapped[str] = mapped_column(String(10), primary_key=True)
    least: Mapped[bool] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)  # in UTC
    model_version: Mapped[str] = mapped_column(String(80), primary_key=True)
    faces: Mapped[int]
    # The sum of their confidences in billionths: of whole numbers what is taken away again leaves nothing.
    sureness: Mapped[int] = mapped_column(BigInteger)
