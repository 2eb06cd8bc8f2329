"""Outlines of glasses before the eyes."""

import numpy as np

from training.masks.outlines import Outline, mirrored, smoothed, superellipse


def _lens(*corners: tuple[float, float]) -> Outline:
    return smoothed(np.array(corners, np.float32))


EYES = ((59.0, 58.0), (137.0, 59.0))  # (x, y)
# Right lenses about (0, 0), one unit to the temple (x), one down (y).
ROUND = superellipse((0, 0), (1, 1), 2.0)
SQUARE = superellipse((0, 0), (1, 0.85), 5.0)
OVAL = superellipse((0, 0), (1.05, 0.72), 2.4)
WAYFARER = _lens((-0.95, -0.7), (1.15, -0.85), (0.95, 0.35), (0.4, 0.85), (-0.55, 0.8))
AVIATOR = _lens((-0.95, -0.75), (1.1, -0.8), (1.2, 0.2), (0.8, 1.1), (0.1, 1.2), (-0.7, 0.8), (-1.0, 0.0))
CAT_EYE = _lens((-0.95, -0.5), (1.35, -1.0), (0.95, 0.5), (0.2, 0.8), (-0.8, 0.6))
LENSES = (ROUND, SQUARE, OVAL, WAYFARER, AVIATOR, CAT_EYE)
SPORT = smoothed(
    mirrored(((98, 34), (40, 34), (2, 44), (4, 66), (30, 84), (66, 86), (84, 74), (98, 68))), rounds=2
)


def random_outlines(rng: np.random.Generator) -> list[Outline]:
    """Both lenses, or one shield over both eyes."""
    if rng.random() < 0.15:
        return [SPORT]
    lens = LENSES[rng.integers(len(LENSES))] * (rng.uniform(31, 40), rng.uniform(23, 33))
    apart = rng.uniform(2, 6)  # lenses sit a little outside of the pupils
    (left_x, left_y), (right_x, right_y) = EYES
    left = lens * (-1, 1) + np.array([left_x - apart, left_y + 3])
    right = lens + np.array([right_x + apart, right_y + 3])
    return [left.astype(np.float32), right.astype(np.float32)]


def bars(outlines: list[Outline]) -> list[Outline]:
    """The temples, back to the ears, and the bridge between two lenses."""
    left, right = outlines[0], outlines[-1]
    hinges = left[left[:, 0].argmin()], right[right[:, 0].argmax()]
    temples = [
        np.stack([hinge - (0, 4), hinge + np.array([out * 16, -3])])
        for hinge, out in zip(hinges, (-1, 1), strict=True)
    ]
    if len(outlines) == 1:
        return [np.asarray(each, np.float32) for each in temples]
    inner, other = left[left[:, 0].argmax()], right[right[:, 0].argmin()]
    bridge = np.stack([inner - (0, 4), (inner + other) / 2 - (0, 9), other - (0, 4)])
    return [np.asarray(each, np.float32) for each in (*temples, bridge)]
