"""The form of what covers the top of a head.

Rows above 0 lie outside of an aligned face; they are drawn where a frame has a margin.
"""

import numpy as np

from training.masks.outlines import Outline, mirrored, moved, smoothed

FOREHEAD = (98.0, 20.0)


def placed(outline: Outline, rng: np.random.Generator) -> Outline:
    """A little aside, larger or smaller, and tilted, as it was put on."""
    shift = (float(rng.normal(0, 2)), 0.0)
    return moved(outline, FOREHEAD, shift, float(rng.normal(1, 0.04)), float(rng.normal(0, 3)))


def dome(rim: float, sag: float, half: float, top: float) -> Outline:
    """A head's cover from its rim (row in the middle; `sag` rows lower at the sides) up to row `top`."""
    left = ((98, top), (98 - 0.8 * half, top * 0.8), (98 - half, rim + sag - 50), (98 - half, rim + sag))
    return smoothed(mirrored((*left, (98 - 0.7 * half, rim + 0.45 * sag), (98, rim))))
