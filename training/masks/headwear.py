"""Soft things on the head, down to a rim on the forehead; the face below stays free."""

import numpy as np

from training.masks.brims import BRIMS
from training.masks.domes import dome, placed
from training.masks.fabric import draped, knitted, plain_or_printed, rounded, shaded
from training.masks.lay import Garment, Shadow, Worn
from training.masks.layers import Frame, layer_of
from training.masks.outlines import mirrored

SCRUBS = ((150, 200, 222), (110, 176, 160), (230, 236, 238), (70, 110, 150))


def beanie(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """Knitted, often with its rim turned up."""
    rim, sag, half = rng.uniform(4, 36), rng.uniform(6, 40), rng.uniform(90, 104)
    cloth = rounded(knitted(plain_or_printed(rng, frame, 0.3), frame, rng), frame)
    if rng.random() < 0.6:
        rows, _ = frame.grid()
        cloth = shaded(cloth, 1 - 0.45 * np.exp(-(((rows - (rim - rng.uniform(26, 40))) / 2.5) ** 2)))
    return [Worn(layer_of(cloth, frame.cover(placed(dome(rim, sag, half, -94), rng))), Shadow(4, 0.35))]


def scrub_cap(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """A surgeon's or nurse's cap, gathered by an elastic band."""
    rim, half = rng.uniform(-6, 24), rng.uniform(88, 104)
    usual = np.array(SCRUBS[rng.integers(len(SCRUBS))], np.float32)
    cloth = plain_or_printed(rng, frame, 0.8) if rng.random() < 0.3 else frame.filled(usual)
    rows, columns = frame.grid()
    below = np.clip((rows - rim + 34) / 34, 0, 1)
    gathers = 1 + 0.08 * below * np.sin(columns / rng.uniform(1.5, 4) + 2 * np.sin(columns / 17))
    cloth = draped(shaded(cloth, gathers), frame, rng, 0.06)
    return [Worn(layer_of(cloth, frame.cover(placed(dome(rim, 24, half, -94), rng))), Shadow(3, 0.25))]


def headband(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """A band around the forehead; the hair above stays."""
    rim, high, sag = rng.uniform(6, 30), rng.uniform(14, 40), rng.uniform(2, 16)
    upper = ((98, rim - high), (40, rim - high + 0.4 * sag), (-20, rim - high + 1.3 * sag))
    lower = ((-20, rim + 1.3 * sag), (40, rim + 0.4 * sag), (98, rim))
    cloth = draped(plain_or_printed(rng, frame, 0.35), frame, rng, 0.07)
    return [Worn(layer_of(cloth, frame.cover(placed(mirrored(upper + lower), rng))), Shadow(2, 0.3))]


HEADWEAR: tuple[Garment, ...] = (*BRIMS, beanie, scrub_cap, headband)
