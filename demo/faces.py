"""Portraits of people who do not exist, drawn from a seed."""

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.backdrop import backdrop, develop
from demo.canvas import Canvas
from demo.look import look
from demo.person import draw_person

_OVERSAMPLE = 2  # on top of anti-aliased edges


def draw_face(seed: int, size: int = 200) -> NDArray[np.uint8]:
    """Return a portrait, size × size × 3 RGB uint8, of a person who wears a face mask.

    Equal seeds give equal pixels; skin, hair, eyes, age, mask, clothes, light and pose differ between seeds.
    """
    rng = np.random.default_rng(seed)
    large = size * _OVERSAMPLE
    pixels = backdrop(rng, large, large)
    scale = large * rng.uniform(0.98, 1.12)
    origin = (large * rng.uniform(0.47, 0.53), large * rng.uniform(0.5, 0.54))
    draw_person(Canvas(pixels, scale, origin, tilt=rng.uniform(-0.07, 0.07)), look(seed))
    small = cv2.resize(pixels, (size, size), interpolation=cv2.INTER_AREA)
    return develop(np.asarray(small, np.uint8), rng, grain=3.0)
