"""A result row: the contract's columns, in their order, with the decision under the job's threshold."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from core.labels import decide
from core.results.grain import Rows, said, with_tracks
from core.tables import Image, Job, Result, Track


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One face, one person of a video (by their best face), or one failed or faceless image.

    Boxes are pixels of the upright image.
    """

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
    track_id: str | None = None  # whose face it is: one person through a video, and what is said of them
    track_number: int | None = None  # 1 for the first person of the video
    track_label: str | None = None
    track_confidence: float | None = None
    track_frames: int | None = None
    track_first_seconds: float | None = None
    track_last_seconds: float | None = None
    earlier_label: str | None = None  # where the job classifies another's images again, and says otherwise
    earlier_confidence: float | None = None
    earlier_version: str | None = None
    final_label: str | None = field(init=False, default=None)  # what people say, else the decision

    def __post_init__(self) -> None:
        object.__setattr__(self, "final_label", self.reviewed_label or self.decision)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright image, 1 where they are not known."""
        return self.width or 1, self.height or 1

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The face's x, y, width and height; the whole of an image that was taken for one."""
        width, height = self.size
        return self.face_x or 0, self.face_y or 0, self.face_w or width, self.face_h or height


_FROM_TRACK = ("id", "number", "label", "confidence", "frames", "first_seconds", "last_seconds")
VIDEO_COLUMNS = ("video_id", "at_seconds", *(f"track_{name}" for name in _FROM_TRACK))
AGAIN_COLUMNS = ("earlier_label", "earlier_confidence", "earlier_version")
FINAL_COLUMNS = ("final_label",)
COLUMNS = tuple(
    f.name for f in fields(ResultRow) if f.name not in {*VIDEO_COLUMNS, *AGAIN_COLUMNS, *FINAL_COLUMNS}
)

_SAID = ("filename", "label", "confidence", "p_female", "p_male", "quality_flags")
_FROM_RESULT = tuple(name for name in COLUMNS if name in Result.__table__.c and name not in {"id", *_SAID})
_FROM_IMAGE = ("sha256", "width", "height", "video_id", "at_seconds")
_READ = (*_SAID, *_FROM_IMAGE, *_FROM_RESULT, *VIDEO_COLUMNS[2:], *AGAIN_COLUMNS)


def columns_of(*, videos: bool = False, again: bool = False) -> tuple[str, ...]:
    """The columns of a table of rows: the contract's, then those of `videos`, what an earlier model said
    where images are classified `again`, and the final answer."""
    return COLUMNS + (VIDEO_COLUMNS if videos else ()) + (AGAIN_COLUMNS if again else ()) + FINAL_COLUMNS


def select_rows(rows: Rows | None = None) -> Select[*tuple[Any, ...]]:
    """The query of all rows of faces or people, to be filtered and ordered; `row_of` reads what it gives."""
    seen_as = said(rows)
    return with_tracks(
        select(
            Result.id.label("result_id"),
            Result.ordinal,
            Job.threshold,
            Job.uncertain_flags,
            *(getattr(seen_as, name).label(name) for name in _SAID),
            *(Image.__table__.c[name] for name in _FROM_IMAGE),
            *(Result.__table__.c[name] for name in (*_FROM_RESULT, *AGAIN_COLUMNS)),
            *(Track.__table__.c[name].label(f"track_{name}") for name in _FROM_TRACK),
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
        **{name: values[name] for name in _READ},
        face_id=values["result_id"] if has_face else None,
        face_index=values["ordinal"] if has_face else None,
        decision=decide(values["label"], values["confidence"], *rule) if has_face else None,
    )
