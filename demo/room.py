"""The room behind somebody who sits at a computer."""

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.backdrop import backdrop
from demo.canvas import Canvas, Colour
from demo.curves import Outline, ellipse

_SPINES: tuple[Colour, ...] = (
    (150, 70, 62),
    (70, 98, 128),
    (206, 180, 120),
    (82, 112, 92),
    (214, 208, 198),
    (96, 80, 110),
)
_WOOD: Colour = (142, 106, 76)


def draw_room(rng: np.random.Generator, width: int, height: int) -> NDArray[np.uint8]:
    """Return a room out of focus, height × width × 3 RGB: a window, a shelf of books and a plant."""
    pixels = backdrop(rng, width, height)
    canvas = Canvas(pixels, float(height), (width / 2, height / 2))
    edge = width / height / 2
    _window(canvas, -edge + 0.26)
    for y in (-0.16, 0.1):
        _shelf(canvas, rng, edge - 0.34, y)
    _plant(canvas, rng, edge - 0.12, -0.17)
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), height / 130), np.uint8)


def _box(left: float, top: float, right: float, bottom: float) -> Outline:
    return np.array(((left, top), (right, top), (right, bottom), (left, bottom)), np.float32)


def _window(canvas: Canvas, x: float) -> None:
    canvas.fill(_box(x - 0.2, -0.46, x + 0.2, 0.12), colour=(240, 240, 236), below=(214, 214, 210))
    for left in (x - 0.18, x + 0.01):
        canvas.fill(_box(left, -0.43, left + 0.17, 0.09), colour=(206, 228, 246), below=(244, 246, 236))
        canvas.fill(ellipse(left + 0.07, 0.05, 0.09, 0.05), colour=(134, 170, 128), opacity=0.7, blur=0.02)
    canvas.fill(_box(x - 0.23, 0.11, x + 0.23, 0.135), colour=(226, 224, 218))


def _shelf(canvas: Canvas, rng: np.random.Generator, x: float, y: float) -> None:
    left, right = x - 0.22, x + 0.34
    while left < x + 0.14:
        wide, tall = rng.uniform(0.018, 0.036), rng.uniform(0.11, 0.17)
        spine = _SPINES[int(rng.integers(len(_SPINES)))]
        canvas.fill(
            _box(left, y - tall, left + wide, y),
            colour=spine,
            below=(spine[0] * 0.8, spine[1] * 0.8, spine[2] * 0.8),
        )
        left += wide + 0.003
    canvas.fill(_box(x - 0.24, y, right, y + 0.024), colour=_WOOD)
    canvas.fill(_box(x - 0.24, y + 0.024, right, y + 0.05), colour=(30, 24, 20), opacity=0.25, blur=0.015)


def _plant(canvas: Canvas, rng: np.random.Generator, x: float, y: float) -> None:
    for angle in np.linspace(-1.2, 1.2, 9):
        reach = rng.uniform(0.07, 0.12)
        tip = ellipse(x + reach * np.sin(angle), y - 0.05 - reach * np.cos(angle), 0.02, 0.045)
        canvas.fill(tip, colour=(104, 148, 96), below=(58, 98, 64), blur=0.003)
    pot = np.array(((x - 0.042, y - 0.075), (x + 0.042, y - 0.075), (x + 0.03, y), (x - 0.03, y)), np.float32)
    canvas.fill(pot, colour=(206, 138, 104), below=(160, 96, 70))
