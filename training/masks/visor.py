"""A transparent face shield: a band on the forehead, the sheet, its edges and its glare."""

import numpy as np

from training.masks.lay import Worn
from training.masks.layers import Cover, Frame, layer_of, stacked
from training.masks.outlines import mirrored, smoothed

BANDS = ((235, 238, 240), (30, 32, 36), (40, 90, 170), (150, 190, 220))


def visor(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """Over the whole face down to the chin; it hides little but the forehead, and shines."""
    top, low, half = rng.uniform(-30, 12), rng.uniform(190, 275), rng.uniform(90, 128)
    left = ((98, top), (98 - half, top + 8), (98 - half, low - 40), (98 - half * 0.7, low), (98, low + 6))
    outline = smoothed(mirrored(left), 2)
    sheet = frame.cover(outline)
    haze = layer_of(np.array([225, 235, 240], np.float32), sheet * np.float32(rng.uniform(0.02, 0.16)))
    edge = layer_of(
        np.full(3, 220, np.float32),
        frame.stroke(outline, 1.5, closed=True) * np.float32(rng.uniform(0.1, 0.5)),
    )
    rows, _ = frame.grid()
    high = rng.uniform(8, 26)
    strip = (sheet * np.clip(top + high - rows, 0, 1)).astype(np.float32)
    band = layer_of(np.array(BANDS[rng.integers(len(BANDS))], np.float32), strip * np.float32(0.92))
    glare = layer_of(np.full(3, 250, np.float32), _glare(frame, rng, sheet))
    return [Worn(stacked(stacked(haze, glare), stacked(edge, band)), None, lit=False)]


def _glare(frame: Frame, rng: np.random.Generator, sheet: Cover) -> Cover:
    """Tall soft streaks, more of them near both sides, where the sheet bends."""
    rows, columns = frame.grid()
    total = np.zeros((frame.side, frame.side), np.float32)
    for _ in range(int(rng.integers(1, 5))):
        at = 98 + rng.choice([-1, 1]) * rng.uniform(20, 95)
        away = (columns - at - rng.normal(0, 0.15) * (rows - 100)) / rng.uniform(2, 14)
        length = np.exp(-(((rows - rng.uniform(20, 180)) / rng.uniform(20, 90)) ** 2))
        total += rng.uniform(0.08, 0.55) * np.exp(-(away**2)) * length
    return np.asarray(sheet * np.clip(total, 0, 0.8), np.float32)
