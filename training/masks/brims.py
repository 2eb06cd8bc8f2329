"""Caps, hats and helmets: what has a brim, which dims the upper face."""

import numpy as np

from training.masks.domes import dome, placed
from training.masks.fabric import draped, plain_or_printed, rounded, shaded
from training.masks.lay import Garment, Shadow, Worn
from training.masks.layers import Frame, layer_of, stacked
from training.masks.outlines import MIDDLE, mirrored, smoothed

HELMETS = ((244, 200, 20), (244, 200, 20), (236, 236, 232), (230, 110, 20), (30, 80, 170), (190, 30, 30))


def cap(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """A baseball cap: the crown, and the peak with its long shadow."""
    rim, half = rng.uniform(-8, 18), rng.uniform(84, 96)
    cloth = draped(plain_or_printed(rng, frame, 0.15), frame, rng, 0.05)
    crown = layer_of(rounded(cloth, frame), frame.cover(placed(dome(rim, 22, half, -88), rng)))
    low, bend, wide = rim + rng.uniform(10, 26), rng.uniform(-8, 18), rng.uniform(74, 102)
    upper = ((98, rim - 8), (98 - wide, rim + 6), (98 - wide - 4, low + bend))
    peak = smoothed(mirrored((*upper, (98 - 0.5 * wide, low + 2), (98, low))))
    rows, _ = frame.grid()
    # Seen from below, the peak shows its dark underside; its edge catches light.
    under, edge = rng.uniform(0.3, 0.95), np.exp(-(((rows - low + 1) / 1.5) ** 2))
    shade = 1.05 - (1.05 - under) * np.clip((rows - rim + 6) / 12, 0, 1) + 0.12 * edge
    own = plain_or_printed(rng, frame, 0) if rng.random() < 0.25 else cloth
    brim = layer_of(shaded(own, shade), frame.cover(placed(peak, rng)))
    return [Worn(crown, None), Worn(brim, Shadow(int(rng.integers(6, 16)), float(rng.uniform(0.25, 0.55))))]


def helmet(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """A hard hat: glossy, with a short brim and sometimes a strap under the chin."""
    rim, half = rng.uniform(-3, 16), rng.uniform(98, 112)
    colour = np.array(HELMETS[rng.integers(len(HELMETS))], np.float32)
    rows, columns = frame.grid()
    across, down = (columns - rng.uniform(50, 150)) / 18, (rows - rng.uniform(-60, -5)) / 14
    gloss = np.exp(-(across**2) - down**2)
    ridges = 0.1 * np.cos((columns - MIDDLE) * (2 * np.pi / rng.uniform(30, 60)))
    plastic = shaded(frame.filled(colour), 1 + ridges - 0.003 * np.abs(columns - MIDDLE) + 0.6 * gloss)
    shell = layer_of(plastic, frame.cover(dome(rim, 14, half, -98)))
    low = rim + rng.uniform(6, 14)
    brim = smoothed(mirrored(((98, rim - 4), (98 - half, rim + 4), (98 - half - 4, low), (98, low))))
    edge = layer_of(colour * np.float32(rng.uniform(0.6, 0.85)), frame.cover(brim))
    worn = stacked(shell, edge)
    if rng.random() < 0.4:
        straps = [np.array([(x, rim + 10), (x + lean, 150)], np.float32) for x, lean in ((10, 8), (186, -8))]
        cover = np.maximum.reduce([frame.stroke(strap, 5) for strap in straps])
        worn = stacked(layer_of(np.full(3, 40, np.float32), cover), worn)
    return [Worn(worn, Shadow(8, 0.4))]


def hat(frame: Frame, rng: np.random.Generator) -> list[Worn]:
    """A hat with a wide brim that dims the upper face."""
    rim, half = rng.uniform(0, 18), rng.uniform(84, 96)
    cloth = draped(plain_or_printed(rng, frame, 0.1), frame, rng, 0.05)
    low = rim + rng.uniform(2, 14)
    upper, lower = ((98, rim - 14), (40, rim - 16), (-70, rim - 2)), ((-64, low + 4), (30, low), (98, low))
    brim = smoothed(mirrored(upper + lower))
    crown = layer_of(rounded(cloth, frame), frame.cover(dome(rim - 8, 12, half, -94)))
    dark = np.asarray(cloth * np.float32(rng.uniform(0.6, 0.95)), np.float32)
    worn = stacked(crown, layer_of(dark, frame.cover(placed(brim, rng))))
    return [Worn(worn, Shadow(int(rng.integers(8, 20)), float(rng.uniform(0.2, 0.45))))]


BRIMS: tuple[Garment, ...] = (cap, cap, helmet, hat)  # caps are seen most
