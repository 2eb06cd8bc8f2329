"""Colours and prints of fabric."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Colour = NDArray[np.float32]
Fabric = NDArray[np.float32]

# Black, white, grey and medical blue are most of what people wear; the rest is any colour.
COMMON = ((28, 28, 32), (238, 238, 238), (128, 130, 134), (150, 196, 226), (36, 44, 78), (240, 206, 210))


def random_colour(rng: np.random.Generator) -> Colour:
    """An RGB colour, float32 0..255: usually a common one, slightly shifted, otherwise any hue."""
    if rng.random() < 0.65:
        base = np.array(COMMON[rng.integers(len(COMMON))], np.float32)
        return np.clip(base + rng.normal(0, 8, 3), 0, 255).astype(np.float32)
    hsv = np.array([[[rng.integers(180), rng.integers(60, 230), rng.integers(60, 240)]]], np.uint8)
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)[0, 0], dtype=np.float32)


def random_fabric(rng: np.random.Generator, size: int) -> Fabric:
    """A piece of fabric, size×size×3 float32 RGB 0..255: plain in six of ten, otherwise printed."""
    ground = np.broadcast_to(random_colour(rng), (size, size, 3)).copy()
    if rng.random() < 0.6:
        return ground
    where = PRINTS[rng.integers(len(PRINTS))](rng, size)[..., None]
    return (ground * (1 - where) + random_colour(rng) * where).astype(np.float32)


def _stripes(rng: np.random.Generator, size: int) -> Fabric:
    rows, columns = np.mgrid[:size, :size].astype(np.float32)
    angle, period = rng.uniform(0, np.pi), rng.uniform(10, 40)
    phase = (columns * np.cos(angle) + rows * np.sin(angle)) * (2 * np.pi / period)
    return np.asarray(np.sin(phase) > rng.uniform(-0.3, 0.6), dtype=np.float32)


def _checks(rng: np.random.Generator, size: int) -> Fabric:
    rows, columns = np.mgrid[:size, :size]
    period = int(rng.integers(8, 24))
    return np.asarray(((rows // period) % 2 + (columns // period) % 2) / 2, dtype=np.float32)


def _dots(rng: np.random.Generator, size: int) -> Fabric:
    rows, columns = np.mgrid[:size, :size].astype(np.float32)
    period = rng.uniform(12, 36)
    away = np.hypot(rows % period - period / 2, columns % period - period / 2)
    return np.asarray(away < period * rng.uniform(0.15, 0.4), dtype=np.float32)


def _blotches(rng: np.random.Generator, size: int) -> Fabric:
    coarse = rng.normal(size=(size // 8, size // 8)).astype(np.float32)
    smooth = cv2.resize(cv2.GaussianBlur(coarse, (0, 0), 1.2), (size, size), interpolation=cv2.INTER_CUBIC)
    return np.asarray(smooth > rng.uniform(-0.1, 0.3), dtype=np.float32)


PRINTS: tuple[Callable[[np.random.Generator, int], Fabric], ...] = (_stripes, _checks, _dots, _blotches)
