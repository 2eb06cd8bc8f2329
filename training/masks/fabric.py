"""Cloth for a whole layer: colour or print, with knit or folds in it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from training.masks.layers import Frame, spread, unevenness
from training.masks.outlines import MIDDLE
from training.masks.prints import random_colour, random_fabric

Cloth = NDArray[np.float32]  # S×S×3 RGB 0..255
SOMBRE = ((14, 14, 16), (14, 14, 16), (30, 30, 34), (34, 38, 58), (70, 66, 62), (96, 82, 66), (226, 222, 214))


def sombre(rng: np.random.Generator) -> NDArray[np.float32]:
    """An RGB colour as veils and winter clothes have it: mostly dark."""
    if rng.random() < 0.25:
        return random_colour(rng)
    base = np.array(SOMBRE[rng.integers(len(SOMBRE))], np.float32)
    return np.clip(base + rng.normal(0, 6, 3), 0, 255).astype(np.float32)


def plain_or_printed(rng: np.random.Generator, frame: Frame, printed: float) -> Cloth:
    """Cloth of any colour; a share of `printed` may have a print."""
    if rng.random() < printed:
        return cv2.resize(random_fabric(rng, 200), (frame.side, frame.side)).astype(np.float32)
    return frame.filled(random_colour(rng))


def folded(cloth: Cloth, frame: Frame, rng: np.random.Generator, depth: float = 0.18) -> Cloth:
    """`cloth` with folds that run around the face, as in a scarf."""
    rows, columns = frame.grid()
    around = np.hypot((columns - MIDDLE) * rng.uniform(0.9, 1.4), rows - rng.uniform(70, 120))
    return _pressed(cloth, around / rng.uniform(5, 14), frame, rng, depth)


def draped(
    cloth: Cloth, frame: Frame, rng: np.random.Generator, depth: float = 0.1, angle: float = 0.0
) -> Cloth:
    """`cloth` with folds that hang (`angle` 0) or lie across (π/2)."""
    rows, columns = frame.grid()
    turned = angle + rng.normal(0, 0.4)
    along = columns * np.cos(turned) + rows * np.sin(turned)
    return _pressed(cloth, np.asarray(along / rng.uniform(6, 16), np.float32), frame, rng, depth)


def _pressed(cloth: Cloth, phase: Cloth, frame: Frame, rng: np.random.Generator, depth: float) -> Cloth:
    """Folds where `phase` (S×S) passes multiples of π: round backs, narrow valleys; and the weave."""
    bent = phase + 1.1 * unevenness(rng, frame.side, (4, 4))
    backs = np.abs(np.sin(bent))
    # Folds come and go: where the cloth is stretched there are none.
    tension = np.clip(0.5 + 0.5 * unevenness(rng, frame.side, (3, 4)), 0, 1)
    relief = tension * (1.5 * backs**0.7 - 1.1) + 0.35 * unevenness(rng, frame.side, (7, 7))
    grain = np.tile(rng.normal(0, 0.025, (40, 40)).astype(np.float32), (-(-frame.side // 40),) * 2)
    shade = 1 + np.float32(depth) * relief + grain[: frame.side, : frame.side]
    return shaded(cloth, shade)


def knitted(cloth: Cloth, frame: Frame, rng: np.random.Generator) -> Cloth:
    """`cloth` with ribs as in a beanie; each one is a row of stitches."""
    rows, columns = frame.grid()
    period = rng.uniform(4, 9)
    ribs = np.cos((columns - MIDDLE) * (1 + rows / 900) * (2 * np.pi / period))
    stitches = np.cos(rows * (2 * np.pi / rng.uniform(3, 5)))
    relief = 0.1 * ribs + 0.03 * stitches + 0.05 * unevenness(rng, frame.side, (8, 8))
    return shaded(cloth, 1 + relief)


def rounded(cloth: Cloth, frame: Frame) -> Cloth:
    """`cloth` as on a ball of the head's width: darker towards both sides."""
    _, columns = frame.grid()
    dim = 1.05 - 0.4 * np.clip(np.abs(columns - MIDDLE) / 110, 0, 1) ** 2
    return shaded(cloth, dim)


def shaded(cloth: Cloth, light: NDArray[np.floating]) -> Cloth:
    """`cloth` times factors (S×S, or a row or column of them), none brighter than white."""
    factors = np.broadcast_to(light.astype(np.float32), cloth.shape[:2])
    return np.asarray(np.clip(cloth * spread(np.ascontiguousarray(factors), 3), 0, 255), np.float32)
