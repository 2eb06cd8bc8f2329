"""Closed polygons in the frame of an aligned face: smooth, mirrored, moved."""

import numpy as np
from numpy.typing import NDArray

Outline = NDArray[np.float32]  # N×2 points (x, y) of a closed polygon on a 200×200 face
MIDDLE = 98.0  # column half-way between the eyes


def smoothed(outline: Outline, rounds: int = 3) -> Outline:
    """The closed polygon with its corners cut, again and again (Chaikin)."""
    for _ in range(rounds):
        following = np.roll(outline, -1, axis=0)
        near, far = 0.75 * outline + 0.25 * following, 0.25 * outline + 0.75 * following
        outline = np.asarray(np.stack([near, far], 1), np.float32).reshape(-1, 2)
    return outline


def superellipse(centre: tuple[float, float], half: tuple[float, float], power: float) -> Outline:
    """64 points around `centre`: an ellipse at power 2, a rhombus at 1, nearly a box at 6."""
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    x, y = np.cos(angle), np.sin(angle)
    bent = np.stack([np.sign(x) * np.abs(x) ** (2 / power), np.sign(y) * np.abs(y) ** (2 / power)], 1)
    return np.asarray(bent * half + centre, np.float32)


def mirrored(left: tuple[tuple[float, float], ...]) -> Outline:
    """The whole outline from its left half, which runs from the middle to the middle."""
    half = np.array(left, np.float32)
    return np.concatenate([half, (half * (-1, 1) + (2 * MIDDLE, 0))[::-1]]).astype(np.float32)


def moved(
    outline: Outline, about: tuple[float, float], shift: tuple[float, float], scale: float, degrees: float
) -> Outline:
    """`outline` turned and scaled about a point, then shifted."""
    cos, sin = scale * np.cos(np.deg2rad(degrees)), scale * np.sin(np.deg2rad(degrees))
    turn = np.array([[cos, -sin], [sin, cos]])
    return np.asarray((outline - np.array(about)) @ turn.T + about + shift, np.float32)
