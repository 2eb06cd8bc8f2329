"""Cuts a face out of a view as serving will once it finds faces, a little off in place, scale and turn."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.face_square import FRAMED
from models.preprocess import INPUT_SIZE

# Sides of the crop while learning, in longest sides of the face's box as `FRAMED` is: finders differ, and
# some people crop by hand.
TIGHTEST, LOOSEST = 0.9, 1.75
BEYOND = 1.08  # how much wider than the view a crop may be; mirrored pixels fill what is missing
SHIFT = 0.07  # of the crop's side
TURN = 20.0  # degrees at most; half of it is three standard deviations


@dataclass(frozen=True, slots=True)
class Crop:
    """A turned square: centre and side as shares of the picture's side, degrees anticlockwise."""

    x: float
    y: float
    side: float
    turn: float


def framed_crop(face: NDArray[np.float32]) -> Crop:
    """The crop that serving makes of a face (centre x, y, longest side)."""
    side = min(float(face[2]) * FRAMED, 1.0)
    return Crop(_inside(float(face[0]), side), _inside(float(face[1]), side), side, 0.0)


def random_crop(face: NDArray[np.float32], rng: np.random.Generator) -> Crop:
    """A crop around a face (centre x, y, longest side) that keeps the face's centre inside."""
    turn = float(np.clip(rng.normal(0, TURN / 3), -TURN, TURN))
    boxes = float(np.exp(rng.uniform(np.log(TIGHTEST), np.log(LOOSEST))))
    side = min(float(face[2]) * boxes, rng.uniform(0.85, BEYOND))
    x, y = face[:2] + rng.uniform(-SHIFT, SHIFT, 2) * side
    return Crop(_inside(float(x), side), _inside(float(y), side), side, turn)


def cut(square: NDArray[np.uint8], crop: Crop, size: int = INPUT_SIZE) -> NDArray[np.uint8]:
    """The crop of S×S×3 RGB uint8 as size×size×3 RGB uint8."""
    source = len(square)
    scale = size / (crop.side * source)
    matrix = cv2.getRotationMatrix2D((crop.x * source - 0.5, crop.y * source - 0.5), crop.turn, scale)
    for axis, centre in enumerate((crop.x, crop.y)):
        matrix[axis, 2] += size / 2 - centre * source
    cropped = cv2.warpAffine(
        square, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.asarray(cropped, dtype=np.uint8)


def _inside(centre: float, side: float) -> float:
    """The nearest centre whose crop leaves the square as little as it can."""
    return 0.5 if side >= 1 else min(max(centre, side / 2), 1 - side / 2)
