"""From an accepted image's bytes to what the classifier sees: the whole, or a square about each face."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode
from imaging.face_square import Box, cut_face, face_square
from models.finders.protocol import FaceFinder, FoundFace
from models.preprocess import INPUT_SIZE, face_input
from worker.stages import Stages

# Pixels of the longest side that a search has at least. Our finder looks at 256, at 640 and, where faces are
# small, at 1280, for which these are nearly enough; 12 megapixels come at a quarter of their sides, in 16 ms.
SEARCHED = 960

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Picture:
    """An accepted image: its stored bytes, and its size in pixels when it stands upright."""

    data: bytes
    width: int
    height: int
    search: bool = False  # for faces; otherwise it is one


@dataclass(frozen=True, slots=True)
class View:
    """One face as the classifier sees it (96×96×3 RGB uint8); `box` is in pixels of the upright image."""

    seen: Pixels
    box: tuple[int, int, int, int]
    score: float | None = None
    landmarks: NDArray[np.float32] | None = None


def whole(picture: Picture, stages: Stages) -> View:
    """The image taken for one face. Raises `ImageError`."""
    with stages.decode:
        pixels = decode(picture.data, min_side=INPUT_SIZE)
        return View(face_input(pixels), (0, 0, picture.width, picture.height))


def faces(picture: Picture, finder: FaceFinder, stages: Stages) -> tuple[View, ...]:
    """A view of each face that is found, largest first; none where there is none. Raises `ImageError`.

    The search runs at the reduced scale that gives the finder its pixels. A face with fewer pixels there than
    the classifier takes is cut from a larger scale, as far as the picture has one.
    """
    with stages.decode:
        small = decode(picture.data, min_longest=SEARCHED)
    with stages.find:
        found = finder.find(small)
    if not found:
        return ()
    with stages.decode:
        large = _with_enough(picture, small, found)
    with stages.crop:
        return tuple(_view(picture, small, large, face) for face in found)


def _with_enough(picture: Picture, small: Pixels, found: list[FoundFace]) -> Pixels:
    """The picture at a scale that has the classifier's pixels of its smallest face; `small` where it has."""
    height, width = small.shape[:2]
    side = min(face_square(face.box, width, height).side for face in found)
    if side >= INPUT_SIZE or width >= picture.width:
        return small
    return decode(picture.data, min_side=ceil(INPUT_SIZE * min(width, height) / side))


def _view(picture: Picture, small: Pixels, large: Pixels, face: FoundFace) -> View:
    height, width = small.shape[:2]
    pixels, box = small, face.box
    if face_square(box, width, height).side < INPUT_SIZE:
        pixels, box = large, _scaled(box, small, large.shape[1], large.shape[0])
    place = _inside(_scaled(face.box, small, picture.width, picture.height), picture)
    return View(face_input(cut_face(pixels, box)), place, face.score, face.landmarks)


def _scaled(box: Box, of: Pixels, width: int, height: int) -> Box:
    """A box in pixels of one scale of a picture, in pixels of another that is so large."""
    across, down = width / of.shape[1], height / of.shape[0]
    return box[0] * across, box[1] * down, box[2] * across, box[3] * down


def _inside(box: Box, picture: Picture) -> tuple[int, int, int, int]:
    """What of a box lies in the picture, in whole pixels and at least one."""
    left, right = _clipped(box[0], box[2], picture.width)
    top, bottom = _clipped(box[1], box[3], picture.height)
    return left, top, right - left, bottom - top


def _clipped(start: float, length: float, limit: int) -> tuple[int, int]:
    first = min(max(round(start), 0), limit - 1)
    return first, min(max(round(start + length), first + 1), limit)
