"""What crosses between the queue and a worker."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.blobs import BlobRef


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
    """One classified face; the box is in pixels of the upright image."""

    box: tuple[int, int, int, int]
    label: str
    confidence: float
    p_female: float
    p_male: float
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one image ended: with faces, with none (`no_face`), or with an error."""

    image_id: str
    job_id: str
    faces: Sequence[Face] = field(default=())
    error_code: str | None = None
    error_detail: str | None = None

    @property
    def state(self) -> str:
        """The image's last state."""
        return "failed" if self.error_code else "classified" if self.faces else "no_face"
