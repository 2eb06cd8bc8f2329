"""What crosses between the queue and a worker."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.blobs import BlobRef

FACE_COLUMNS = (
    "face_x", "face_y", "face_w", "face_h", "face_score", "label", "confidence", "p_female", "p_male",
    "age_group", "age_confidence", "mask", "mask_confidence", "quality_flags",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimedImage:
    """What a worker needs to know of an image."""

    id: str
    job_id: str
    framing: str
    blob: BlobRef
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Claim:
    """Some images that are one worker's until the lease ends."""

    id: str
    images: Sequence[ClaimedImage]


@dataclass(frozen=True, slots=True)
class Face:
    """One classified face; the box is in pixels of the upright image. None: the model does not say."""

    box: tuple[int, int, int, int]
    label: str
    confidence: float
    p_female: float
    p_male: float
    score: float | None = None
    age_group: str | None = None
    age_confidence: float | None = None
    mask: str | None = None
    mask_confidence: float | None = None
    quality_flags: str = ""  # words with spaces between them

    def columns(self) -> dict[str, object]:
        """What a result row says of the face, by `FACE_COLUMNS`."""
        values = (
            *self.box, self.score, self.label, self.confidence, self.p_female, self.p_male,
            self.age_group, self.age_confidence, self.mask, self.mask_confidence, self.quality_flags,
        )  # fmt: skip
        return dict(zip(FACE_COLUMNS, values, strict=True))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one image ended: with faces, with none (`no_face`), or with an error.

    `finder_version` names who looked for faces; None: nobody did.
    """

    image_id: str
    job_id: str
    faces: Sequence[Face] = field(default=())
    finder_version: str | None = None
    error_code: str | None = None
    error_detail: str | None = None

    @property
    def state(self) -> str:
        """The image's last state."""
        return "failed" if self.error_code else "classified" if self.faces else "no_face"
