"""Pictures larger than the network's input, with the place of the face: a crop can still be chosen."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.arrays import Labelled, load_labelled
from training.faces import FaceFinder
from training.progress import track
from training.sets import NamedSet

VIEW_SIZE = 160
# Where no face is found, the whole square is taken for one: serving does the same.
WHOLE = (0.5, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Views:
    """N central squares (160×160); N×3 float32: centre x, y and longest side of the face, in shares of it."""

    pictures: Labelled
    faces: NDArray[np.float32]


def load_views(lesson: NamedSet, cache: Path, finder: FaceFinder | None) -> Views:
    """Squares of a set and the faces in them, both from `cache` where they are there already."""
    pictures = load_labelled(
        lesson.samples, cache, lesson.prepare, title=f"Reading {lesson.name}", size=VIEW_SIZE
    )
    if finder is None:
        return Views(pictures, np.tile(np.array(WHOLE, np.float32), (len(pictures.inputs), 1)))
    digest = sha256(finder.key.encode())
    digest.update(pictures.inputs.data)
    file = cache / f"{digest.hexdigest()[:24]}-faces.npy"
    if not file.is_file():
        found = [_face(square, finder) for square in track(list(pictures.inputs), f"Finding {lesson.name}")]
        np.save(file, np.array(found, np.float32))
    return Views(pictures, np.load(file))


def _face(square: NDArray[np.uint8], finder: FaceFinder) -> tuple[float, float, float]:
    face = finder.largest(square)
    if face is None:
        return WHOLE
    left, top, width, height = (float(value) / len(square) for value in face[:4])
    return left + width / 2, top + height / 2, max(width, height)
