"""Frames cut out of photographs: a face near or far, in the middle or leaving the frame."""

import cv2
import numpy as np
from numpy.typing import NDArray

from training.finder.frame import Frame, taken
from training.finder.pool import Pictured, Pool

SMALLEST = 9.0  # pixels of a face's longest side in a frame
FILLING = 0.15  # share of crops in which the face fills the frame or leaves it
ENLARGED = 2.5  # times that a photograph is enlarged at most
TURN = 8.0  # degrees, standard deviation
KEEP_INSIDE = 0.7  # share of crops that show no more than the photograph has, where it has enough

Shape = tuple[int, int]


def ground_of(grounds: Pool, shape: Shape, rng: np.random.Generator) -> NDArray[np.uint8]:
    """H×W×3 without a face: a part of one of the backgrounds, or one colour, as of padding or without any."""
    if rng.random() < 0.15 or not len(grounds):
        return np.full((*shape, 3), 0 if rng.random() < 0.5 else rng.integers(0, 256, 3), np.uint8)
    picture = grounds[int(rng.integers(len(grounds)))].pixels
    height, width = picture.shape[:2]
    share = rng.uniform(0.4, 1)
    high, wide = max(8, int(height * share)), max(8, int(width * share))
    top, left = int(rng.integers(0, height - high + 1)), int(rng.integers(0, width - wide + 1))
    part = picture[top : top + high, left : left + wide]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    return np.asarray(cv2.resize(part, (shape[1], shape[0]), interpolation=cv2.INTER_AREA), np.uint8)


def crop(photo: Pictured, shape: Shape, grounds: Pool, rng: np.random.Generator) -> Frame:
    """`photo` so that one of its faces has a random size and place in a frame of H×W `shape`."""
    face = photo.faces[int(rng.integers(len(photo.faces)))]
    scale = _scale(float(max(face[2:4])), shape, rng)
    angle = np.deg2rad(rng.normal(0, TURN))
    turn = scale * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    centre = turn @ (face[:2] + face[2:4] / 2)
    shift = _place(scale * float(max(face[2:4])), shape, rng) - centre
    if rng.random() < KEEP_INSIDE:
        shift = _inside(turn, shift, photo, shape)
    matrix = np.hstack([turn, shift[:, None]])
    return taken(photo, matrix, shape, ground_of(grounds, shape, rng))


def _scale(longest: float, shape: Shape, rng: np.random.Generator) -> float:
    """Of a face of `longest` pixels: all sizes alike in logarithm, some larger than the frame."""
    least = min(shape)
    if rng.random() < FILLING:
        wanted = least * rng.uniform(0.8, 1.6)
    else:
        wanted = np.exp(rng.uniform(np.log(SMALLEST), np.log(least)))
    return float(min(wanted / longest, ENLARGED))


def _place(size: float, shape: Shape, rng: np.random.Generator) -> NDArray[np.float64]:
    """Where the face's centre comes: anywhere, of large faces nearer to the middle."""
    free = np.maximum(0.15, 1 - 0.85 * size / np.array(shape[::-1]))
    middle = np.array(shape[::-1]) / 2
    return np.asarray(
        middle + rng.uniform(-0.5, 0.5, 2) * np.array(shape[::-1]) * np.minimum(free * 1.1, 1.02)
    )


def _inside(
    turn: NDArray[np.float64], shift: NDArray[np.float64], photo: Pictured, shape: Shape
) -> NDArray[np.float64]:
    """The nearest shift with which the photograph covers the frame, on each axis on which it can."""
    height, width = photo.pixels.shape[:2]
    corners = np.array([(0, 0), (width, 0), (0, height), (width, height)]) @ turn.T
    least, most = corners.min(axis=0), corners.max(axis=0)
    size = np.array(shape[::-1])
    fits = most - least >= size
    return np.asarray(np.where(fits, np.clip(shift, size - most, -least), shift))
