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
from models.classifier import Classifier
from models.registry import load
from worker.batch import Picture, classify_batch

_EMPTY: dict[str, None] = dict.fromkeys(COLUMNS)
_loaded: list[Classifier] = []  # this process's one, after load_classifier


@dataclass(frozen=True, slots=True)
class _File:
    """One file as it was read: accepted, or with the error that ends it."""

    name: str
    sha256: str
    image: Accepted | None = None
    error: tuple[str, str] | None = None


def load_classifier(settings: Settings) -> float:
    """Load this process's classifier; returns the threshold its card advises. Raises `NoUsableArtefact`."""
    cv2.setNumThreads(1)  # one process a core
    _loaded[:] = [load(settings.model or None, settings.models)]
    return _loaded[0].card.default_threshold


def classify_files(names: Sequence[str], limits: Limits, threshold: float, tiny_side: int) -> list[ResultRow]:
    """One row a file, in their order; a file that cannot be read or decoded gets a failed row."""
    classifier = _loaded[0]
    files = [_read(name, limits) for name in names]
    images = [file.image for file in files if file.image]
    pictures = [Picture(image.data, image.width, image.height) for image in images]
    answers = iter(classify_batch(classifier, pictures, tiny_side))
    return [
        _row(file, next(answers) if file.image else None, classifier.version, threshold) for file in files
    ]


def _read(name: str, limits: Limits) -> _File:
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        return _File(name, "", error=("unreadable", f"the file cannot be read ({error.strerror})."))
    digest = hashlib.sha256(data).hexdigest()
    try:
        return _File(name, digest, accept(data, limits))
    except ImageRefused as error:
        return _File(name, digest, error=(error.code, error.detail))


def _row(file: _File, answer: Face | ImageError | None, version: str, threshold: float) -> ResultRow:
    values: dict[str, object] = {
        **_EMPTY,
        "filename": file.name,
        "sha256": file.sha256,
        "quality_flags": "",
        "model_version": version,
        "classified_at": utc_now(),
    }
    if file.image is not None:
        values |= {"width": file.image.width, "height": file.image.height}
    if isinstance(answer, Face):
        decision = decide(answer.label, answer.confidence, threshold)  # type: ignore[arg-type]
        values |= answer.columns() | {"status": "classified", "face_index": 0, "decision": decision}
    else:
        code, detail = (
            (answer.code, answer.detail) if isinstance(answer, ImageError) else file.error or ("", "")
        )
        values |= {"status": "failed", "error_code": code, "error_detail": f"{file.name}: {detail}"}
    return ResultRow(**values)  # type: ignore[arg-type]  # the names are checked by ResultRow itself
