"""One process's share of `browline classify`: files in, result rows out."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from core.clock import utc_now
from core.labels import decide
from core.results.row import COLUMNS, ResultRow
from core.settings import Settings
from core.work.types import Face
from imaging.accept import Accepted, Limits, accept
from imaging.errors import ImageError, ImageRefused
from imaging.refusals import unreadable
from worker.batch import Answer, classify_batch
from worker.networks import Networks, load_networks
from worker.views import Picture

_EMPTY: dict[str, None] = dict.fromkeys(COLUMNS)
_loaded: list[Networks] = []  # this process's, after load_here


@dataclass(frozen=True, slots=True)
class Rules:
    """What all files of one run are judged by; `uncertain_flags` are words with spaces between them."""

    limits: Limits  # of a file
    frame_limits: Limits  # of a frame of a video
    search: bool
    threshold: float
    uncertain_flags: str
    tiny_side: int


@dataclass(frozen=True, slots=True)
class Found:
    """A file, and the code and reason of its refusal where it is refused without being read to its end."""

    name: str
    refusal: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class LocalImage:
    """One file or frame as it was read: accepted, or with the error that ends it."""

    name: str
    sha256: str
    image: Accepted | None = None
    error: tuple[str, str] | None = None


def load_here(settings: Settings) -> float:
    """Load this process's networks; returns the threshold that is advised. Raises `NoUsableArtefact`."""
    cv2.setNumThreads(1)  # one process a core
    _loaded[:] = [load_networks(settings)]
    return _loaded[0].classifier.card.default_threshold


def classify_files(files: Sequence[Found], rules: Rules) -> list[list[ResultRow]]:
    """The rows of each file, in their order: one a face, or one that says that it has none or failed."""
    return classify_images([_read(file, rules.limits) for file in files], rules)


def classify_images(files: Sequence[LocalImage], rules: Rules) -> list[list[ResultRow]]:
    """The same of what was read already."""
    networks = _loaded[0]
    images = [file.image for file in files if file.image]
    pictures = [Picture(image.data, image.width, image.height, rules.search) for image in images]
    answers = iter(classify_batch(networks, pictures, rules.tiny_side))
    version = networks.classifier.version
    return [_rows(file, next(answers) if file.image else None, version, rules) for file in files]


def _read(file: Found, limits: Limits) -> LocalImage:
    if file.refusal:
        return LocalImage(file.name, "", error=file.refusal)
    try:
        data = Path(file.name).read_bytes()
    except OSError as error:
        return _refused(file.name, "", unreadable(error.strerror))
    digest = hashlib.sha256(data).hexdigest()
    try:
        return LocalImage(file.name, digest, accept(data, limits))
    except ImageRefused as error:
        return _refused(file.name, digest, error)


def _refused(name: str, digest: str, error: ImageRefused) -> LocalImage:
    return LocalImage(name, digest, error=(error.code, error.detail))


def _rows(file: LocalImage, answer: Answer | None, version: str, rules: Rules) -> list[ResultRow]:
    common: dict[str, object] = {
        **_EMPTY,
        "filename": file.name,
        "sha256": file.sha256,
        "quality_flags": "",
        "model_version": version,
        "classified_at": utc_now(),
    }
    if file.image is not None:
        common |= {"width": file.image.width, "height": file.image.height}
    ends = [_face(n, face, rules) for n, face in enumerate(answer)] if isinstance(answer, tuple) else []
    if not ends:
        ends = [{"status": "no_face"} if isinstance(answer, tuple) else _failed(file, answer)]
    return [ResultRow(**(common | end)) for end in ends]  # type: ignore[arg-type]  # checked by ResultRow


def _face(index: int, face: Face, rules: Rules) -> dict[str, object]:
    rule = (rules.threshold, face.quality_flags, rules.uncertain_flags)
    decision = decide(face.label, face.confidence, *rule)  # type: ignore[arg-type]
    return face.columns() | {"status": "classified", "face_index": index, "decision": decision}


def _failed(file: LocalImage, error: ImageError | None) -> dict[str, object]:
    code, detail = (error.code, error.detail) if error else file.error or ("", "")
    return {"status": "failed", "error_code": code, "error_detail": detail}
