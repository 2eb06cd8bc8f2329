"""Outlines: N × 2 points (x, y) in face units, in which a head is 0.6 tall and (0, 0) is its middle."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Outline = NDArray[np.float32]


def ellipse(x: float, y: float, rx: float, ry: float, *, points: int = 40) -> Outline:
    """Return an ellipse around (x, y)."""
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    return np.stack((x + rx * np.cos(angle), y + ry * np.sin(angle)), axis=1).astype(np.float32)


def point(x: float, y: float) -> NDArray[np.float32]:
    """Return one point, or a step to move an outline by."""
    return np.array((x, y), np.float32)


def path(points: ArrayLike) -> Outline:
    """Return an open path through `points` (N × 2) with straight pieces."""
    return np.asarray(points, np.float32)


def smooth(corners: ArrayLike, *, steps: int = 8) -> Outline:
    """Return the closed Catmull-Rom curve through `corners` (N × 2)."""
    p1 = np.asarray(corners, np.float32)[:, None, :]
    p0, p2, p3 = np.roll(p1, 1, axis=0), np.roll(p1, -1, axis=0), np.roll(p1, -2, axis=0)
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[None, :, None]
    curve = p1 + t / 2 * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)))
    return np.asarray(curve, np.float32).reshape(-1, 2)


def mirrored(right: ArrayLike, *, steps: int = 8) -> Outline:
    """Return the smooth symmetric outline whose right half goes from top to bottom through `right`."""
    half = np.asarray(right, np.float32)
    left = half[::-1] * point(-1, 1)
    middle = np.abs(left[:, 0]) > 1e-6  # points on the axis are not doubled
    return smooth(np.concatenate((half, left[middle])), steps=steps)


def arc(left: float, right: float, y: float, sag: float, *, points: int = 16) -> Outline:
    """Return an open curve from (`left`, y) to (`right`, y) whose middle hangs `sag` lower."""
    x = np.linspace(left, right, points)
    bend = 1 - ((x - (left + right) / 2) / ((right - left) / 2)) ** 2
    return np.stack((x, y + sag * bend), axis=1).astype(np.float32)
