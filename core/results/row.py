"""A result row: the contract's columns, in their order, with the decision under the job's threshold."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from core.labels import decide
from core.tables import Image, Job, Result


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One face, or one failed or faceless image. Boxes are pixels of the upright image."""

    job_id: str | None
    image_id: str | None
    face_id: str | None
    filename: str
    sha256: str
    width: int | None
    height: int | None
    face_index: int | None
    face_x: int | None
    face_y: int | None
    face_w: int | None
    face_h: int | None
    face_score: float | None
    label: str | None
    confidence: float | None
    p_female: float | None
    p_male: float | None
    decision: str | None
    age_group: str | None
    age_confidence: float | None
    mask: str | None
    mask_confidence: float | None
    quality_flags: str
    status: str
    error_code: str | None
    error_detail: str | None
    model_version: str | None
    classified_at: datetime | None
    reviewed_label: str | None
    reviewer: str | None
    reviewed_at: datetime | None
    video_id: str | None = None
    at_seconds: float | None = None  # from the video's first frame
    track_id: str | None = None


# In JSON alone: the CSV's columns are a contract.
IN_JSON = ("video_id", "at_seconds", "track_id")
COLUMNS = tuple(field.name for field in fields(ResultRow) if field.name not in IN_JSON)

_FROM_RESULT = (*(name for name in COLUMNS if name in Result.__table__.c and name not in {"id"}), "track_id")
_FROM_IMAGE = ("filename", "sha256", "width", "height", "video_id", "at_seconds")


def select_rows() -> Select[*tuple[Any, ...]]:
    """The query of all result rows, to be filtered and ordered; `row_of` reads what it gives."""
    return (
        select(
            Result.id.label("result_id"),
            Result.ordinal,
            Job.threshold,
            Job.uncertain_flags,
            *(Image.__table__.c[name] for name in _FROM_IMAGE),
            *(Result.__table__.c[name] for name in _FROM_RESULT),
        )
        .join(Image, Image.id == Result.image_id)
        .join(Job, Job.id == Result.job_id)
    )


def row_of(row: Row[*tuple[Any, ...]]) -> ResultRow:
    """Turn a row of `select_rows` into a result row."""
    values = row._mapping
    has_face = values["label"] is not None
    rule = (values["threshold"], values["quality_flags"], values["uncertain_flags"])
    return ResultRow(
        **{name: values[name] for name in (*_FROM_RESULT, *_FROM_IMAGE)},
        face_id=values["result_id"] if has_face else None,
        face_index=values["ordinal"] if has_face else None,
        decision=decide(values["label"], values["confidence"], *rule) if has_face else None,
    )
