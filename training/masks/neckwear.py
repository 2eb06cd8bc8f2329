"""Cloth that people pull from the neck up over nose and mouth."""

import numpy as np

from training.masks.fabric import Cloth, draped, knitted, plain_or_printed, rounded
from training.masks.lay import Garment, Shadow, Worn
from training.masks.layers import Frame, layer_of
from training.masks.outlines import Outline, mirrored, moved, smoothed

NOSE = (98.0, 95.0)


def scarf(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """Wound around neck and chin, wider than the face, with folds across."""
    top = rng.uniform(76, 108)
    upper = ((98, top), (50, top + 3), (-30, top + rng.uniform(-4, 12)))
    lower = ((-30, 140), (-56, 200), (-56, 270), (98, 298))
    cloth = plain_or_printed(rng, frame, 0.4)
    if rng.random() < 0.4:
        cloth = knitted(cloth, frame, rng)
    return [
        _tied(frame, rng, smoothed(mirrored(upper + lower), 2), draped(cloth, frame, rng, 0.22, np.pi / 2))
    ]


def tube(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """Elastic cloth, close to cheeks and neck."""
    top = rng.uniform(76, 104)
    upper = ((98, top), (60, top + 2), (-16, top + rng.uniform(-6, 8)))
    lower = ((0, 120), (20, 185), (22, 215), (4, 296), (98, 298))
    cloth = draped(plain_or_printed(rng, frame, 0.35), frame, rng, 0.09, rng.uniform(0, np.pi))
    return [_tied(frame, rng, smoothed(mirrored(upper + lower), 2), cloth)]


def _tied(frame: Frame, rng: np.random.Generator, outline: Outline, cloth: Cloth) -> Worn:
    shift = (float(rng.normal(0, 2)), 0.0)
    placed = moved(outline, NOSE, shift, float(rng.normal(1, 0.03)), float(rng.normal(0, 3)))
    return Worn(layer_of(rounded(cloth, frame), frame.cover(placed)), Shadow(3, float(rng.uniform(0.2, 0.4))))


NECKWEAR: tuple[Garment, ...] = (scarf, tube)
