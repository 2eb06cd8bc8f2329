"""Veils that leave only a band with the eyes."""

import numpy as np

from training.masks.fabric import draped, folded, knitted, rounded, sombre
from training.masks.head_cloths import around, egg, silhouette
from training.masks.lay import Garment, Shadow, Worn
from training.masks.layers import Cover, Frame, layer_of
from training.masks.outlines import MIDDLE, mirrored, moved, smoothed, superellipse

EYE_ROW = 58.0


def _slit(frame: Frame, rng: np.random.Generator) -> Cover:
    """The band with the eyes: from narrow to brow and cheek, from almond to box."""
    half = (rng.uniform(70, 96), rng.uniform(18, 36))
    centre = (MIDDLE + rng.normal(0, 2), EYE_ROW + rng.uniform(-3, 4))
    outline = superellipse(centre, half, rng.uniform(2.0, 4))
    return frame.cover(moved(outline, centre, (0, 0), 1, rng.normal(0, 2)))


def niqab(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """One cloth with a slit."""
    cloth = draped(frame.filled(sombre(rng)), frame, rng, 0.22)
    return [around(rounded(cloth, frame), _slit(frame, rng), silhouette(frame, rng), rng)]


def half_niqab(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """A headscarf low on the forehead, and a cloth over nose and mouth that is tied behind it."""
    colour = sombre(rng)
    rim, nose, sag = rng.uniform(12, 30), rng.uniform(80, 98), rng.uniform(-4, 14)
    scarf = folded(frame.filled(colour), frame, rng)
    opening = frame.cover(egg(rim, 220, rng.uniform(84, 104), rng))
    left = ((98, nose - sag), (60, nose - 2), (-16, nose - 12), (-14, 150), (-40, 220), (-20, 280), (98, 296))
    cut = smoothed(mirrored(left), 2)
    other = colour if rng.random() < 0.7 else sombre(rng)
    cloth = rounded(draped(frame.filled(other), frame, rng, 0.22), frame)
    pieces = [
        around(scarf, opening, silhouette(frame, rng), rng),
        Worn(layer_of(cloth, frame.cover(cut)), Shadow(3, 0.3)),
    ]
    return pieces if rng.random() < 0.7 else pieces[::-1]


def balaclava(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """Knitted or of fleece, with one hole for both eyes."""
    cloth = frame.filled(sombre(rng))
    cloth = knitted(cloth, frame, rng) if rng.random() < 0.6 else draped(cloth, frame, rng, 0.06)
    return [around(rounded(cloth, frame), _slit(frame, rng), silhouette(frame, rng), rng)]


VEILS: tuple[Garment, ...] = (niqab, half_niqab, balaclava)
