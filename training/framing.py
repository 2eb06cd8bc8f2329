"""Cuts a face out of a larger square as loosely as serving may meet it: from its box alone to the whole."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.preprocess import INPUT_SIZE

AS_IT_IS = 0.4  # share of crops that are the whole square, which is what serving gets without a face finder
TIGHTEST, LOOSEST = 1.0, 2.6  # longest sides of the face's box
BEYOND = 1.08  # how much wider than the square a crop may be; mirrored pixels fill what is missing
SHIFT = 0.08  # of the crop's side
TURN = 10.0  # degrees


@dataclass(frozen=True, slots=True)
class Crop:
    """A turned square: centre and side as shares of the picture's side, degrees anticlockwise."""

    x: float
    y: float
    side: float
    turn: float


def random_crop(face: NDArray[np.float32], rng: np.random.Generator) -> Crop:
    """A crop around a face (centre x, y, longest side) that keeps the face's centre inside."""
    turn = float(np.clip(rng.normal(0, TURN / 2), -TURN, TURN))
    if rng.random() < AS_IT_IS:
        side = rng.uniform(0.8, BEYOND)
        x, y = 0.5 + rng.uniform(-SHIFT, SHIFT, 2) * side
        return Crop(float(x), float(y), float(side), turn)
    boxes = float(np.exp(rng.uniform(np.log(TIGHTEST), np.log(LOOSEST))))
    side = min(float(face[2]) * boxes, BEYOND)
    x, y = face[:2] + rng.uniform(-SHIFT, SHIFT, 2) * side
    return Crop(_inside(float(x), side), _inside(float(y), side), side, turn)


def cut(square: NDArray[np.uint8], crop: Crop) -> NDArray[np.uint8]:
    """The crop of S×S×3 RGB uint8 as 96×96×3 RGB uint8."""
    size = len(square)
    scale = INPUT_SIZE / (crop.side * size)
    matrix = cv2.getRotationMatrix2D((crop.x * size - 0.5, crop.y * size - 0.5), crop.turn, scale)
    for axis, centre in enumerate((crop.x, crop.y)):
        matrix[axis, 2] += INPUT_SIZE / 2 - centre * size
    cropped = cv2.warpAffine(
        square, matrix, (INPUT_SIZE, INPUT_SIZE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
    )
    return np.asarray(cropped, dtype=np.uint8)


def _inside(centre: float, side: float) -> float:
    """The nearest centre whose crop leaves the square as little as it can."""
    return 0.5 if side >= 1 else min(max(centre, side / 2), 1 - side / 2)
