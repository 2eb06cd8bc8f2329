"""Frames as a webcam sees them."""

import numpy as np
from numpy.typing import NDArray

from demo.backdrop import develop
from demo.canvas import Canvas
from demo.look import look
from demo.person import draw_person
from demo.room import draw_room


def draw_scene(seed: int, width: int, height: int, faces: int, *, grain: float = 2.5) -> NDArray[np.uint8]:
    """Return a room with `faces` people side by side, height × width × 3 RGB uint8.

    One face stands large in the middle; several share the width.
    """
    rng = np.random.default_rng((seed, 3))
    pixels = draw_room(rng, width, height)
    place = width / max(faces, 1)
    scale = min(height * 0.98, place * 1.05)
    for index in range(faces):
        x, y = place * (index + 0.5), max(height * 0.54, height - scale * 0.6)
        tilt = float(rng.uniform(-0.05, 0.05))
        draw_person(Canvas(pixels, scale, (x, y), tilt), look(seed + index))
    return develop(pixels, rng, grain=grain)
