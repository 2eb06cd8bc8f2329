"""What is behind a portrait, and the film it is taken on."""

import cv2
import numpy as np
from numpy.typing import NDArray

_WALLS = (
    (176, 190, 204),
    (206, 196, 182),
    (150, 164, 158),
    (196, 178, 176),
    (120, 136, 156),
    (214, 212, 208),
    (164, 150, 136),
)


def backdrop(rng: np.random.Generator, width: int, height: int) -> NDArray[np.uint8]:
    """Return an out-of-focus wall, height × width × 3 RGB."""
    wall = np.array(_WALLS[int(rng.integers(len(_WALLS)))], np.float32)
    small = wall + rng.normal(0, 11, (7, 7, 1)) + rng.normal(0, 3, (7, 7, 3))
    small += np.linspace(14, -26, 7)[:, None, None] + np.linspace(12, -14, 7)[None, :, None]
    soft = cv2.resize(small.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(soft, 0, 255).astype(np.uint8)


def develop(pixels: NDArray[np.uint8], rng: np.random.Generator, *, grain: float) -> NDArray[np.uint8]:
    """Return `pixels` as a camera would: a little soft, with grain of `grain` grey levels."""
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.55).astype(np.float32)
    height, width = pixels.shape[:2]
    soft += rng.standard_normal((height, width, 1), dtype=np.float32) * np.float32(grain)
    soft += rng.standard_normal((height, width, 3), dtype=np.float32) * np.float32(grain / 3)
    return np.clip(soft, 0, 255).astype(np.uint8)
