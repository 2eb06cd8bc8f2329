"""Glasses: lenses, rim, bridge and temples, tinted or clear."""

import numpy as np

from training.masks.layers import Cover, Frame, Layer, layer_of, stacked
from training.masks.lenses import bars, random_outlines
from training.masks.outlines import moved
from training.masks.prints import Colour

BETWEEN = (98.0, 58.0)
TINTS = ((10, 10, 12), (10, 10, 12), (24, 22, 24), (58, 38, 22), (30, 44, 34), (40, 48, 70), (96, 52, 40))
RIMS = ((14, 14, 16), (14, 14, 16), (60, 38, 24), (190, 170, 110), (170, 172, 178), (235, 235, 238))


def sunglasses(frame: Frame, rng: np.random.Generator) -> Layer:
    """Dark or tinted ones; the eyes behind the lightest are still to be seen."""
    tint = np.array(TINTS[rng.integers(len(TINTS))], np.float32)
    tint = np.clip(tint + rng.normal(0, 6, 3).astype(np.float32), 0, 255)
    depth = 0.97 if rng.random() < 0.35 else rng.uniform(0.68, 0.96)
    return _glasses(frame, rng, tint, float(depth), mirror=rng.random() < 0.15)


def clear_glasses(frame: Frame, rng: np.random.Generator) -> Layer:
    """Glasses to see through: hardly any tint."""
    return _glasses(frame, rng, np.full(3, 235, np.float32), float(rng.uniform(0.0, 0.1)), mirror=False)


def _glasses(frame: Frame, rng: np.random.Generator, tint: Colour, depth: float, *, mirror: bool) -> Layer:
    scale, degrees = float(rng.normal(1, 0.06)), float(rng.normal(0, 2))
    shift = (float(rng.normal(0, 2)), float(rng.normal(2, 3)))
    outlines = [moved(each, BETWEEN, shift, scale, degrees) for each in random_outlines(rng)]
    lenses = np.clip(sum(frame.cover(each) for each in outlines), 0, 1).astype(np.float32)
    rim = np.array(RIMS[rng.integers(len(RIMS))], np.float32)
    thickness = rng.uniform(1, 5) if rng.random() < 0.7 else 1.0
    strokes = [frame.stroke(each, thickness, closed=True) for each in outlines]
    strokes += [frame.stroke(each, max(2.0, thickness)) for each in bars(outlines)]
    glass = stacked(_glass(frame, rng, lenses, tint, depth, mirror=mirror), _reflection(frame, rng, lenses))
    return stacked(glass, layer_of(rim, np.maximum.reduce(strokes)))


def _glass(
    frame: Frame, rng: np.random.Generator, lenses: Cover, tint: Colour, depth: float, *, mirror: bool
) -> Layer:
    """Lenses, in a third of cases lighter below, with a colour that runs from top to bottom when mirrored."""
    rows, _ = frame.grid()
    down = np.clip((rows - 30) / 60, 0, 1)
    fade = 1 - (rng.uniform(0.2, 0.6) if rng.random() < 1 / 3 else 0.0) * down
    colours = np.broadcast_to(tint, (frame.side, frame.side, 3))
    if mirror:
        upper, lower = rng.uniform(20, 150, 3), rng.uniform(10, 110, 3)
        colours = np.broadcast_to(upper * (1 - down[..., None]) + lower * down[..., None], colours.shape)
    return layer_of(colours.astype(np.float32), (lenses * depth * fade).astype(np.float32))


def _reflection(frame: Frame, rng: np.random.Generator, lenses: Cover) -> Layer:
    """A slanted pale streak across both lenses, seen in half of the pictures."""
    rows, columns = frame.grid()
    at, width, slant = rng.uniform(-25, 25), rng.uniform(3, 14), rng.uniform(-0.9, 0.9)
    away = ((columns - 98) % 78 - 39 - at + slant * (rows - 58)) / width
    strength = rng.uniform(0.05, 0.3) if rng.random() < 0.5 else 0.0
    return layer_of(np.full(3, 240, np.float32), (lenses * strength * np.exp(-(away**2))).astype(np.float32))
