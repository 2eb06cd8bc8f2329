"""What wearing does to the cloth of a mask: creases, the ridge over the nose, a hem, the weave."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from training.masks.layers import spread
from training.masks.prints import random_colour
from training.masks.template import Template

COARSE = 64  # side of the small picture in which light and creases are worked out; they are soft anyway
HEM_SHARE = 0.2

Relief = NDArray[np.float32]


def creased(template: Template, rng: np.random.Generator, strength: float) -> Template:
    """The same mask as worn; `strength` 1 for plain drawings, less for what has folds of its own."""
    height, width = template.rgba.shape[:2]
    corners = (template.anchors[[0, 2, 3, 5]] / (width, height)).astype(np.float32)
    soft = 1 + strength * (_ridge(rng) + _pulled(corners, rng))
    weave = strength * rng.uniform(0, 0.03) * _weave(rng, height, width)
    relief = np.asarray(cv2.resize(soft.astype(np.float32), (width, height)) + weave, np.float32)
    colours = template.rgba[..., :3].astype(np.float32)
    if strength == 1 and rng.random() < HEM_SHARE:
        hem = _hem(template.rgba[..., 3], int(rng.integers(5, 12)))[..., None]
        colours = colours * (1 - hem) + random_colour(rng) * hem
    lit = np.clip(colours * spread(relief, 3), 0, 255).astype(np.uint8)
    return replace(template, rgba=np.dstack([lit, template.rgba[..., 3]]))


def _ridge(rng: np.random.Generator) -> Relief:
    """Light on the nose and from one side, darker beside the nose, towards both sides and below the chin."""
    rows, columns = np.mgrid[:COARSE, :COARSE].astype(np.float32) / COARSE
    middle = 0.5 + rng.normal(0, 0.04)
    nose = rng.uniform(0, 0.16) * np.exp(-(((columns - middle) / 0.1) ** 2) - ((rows - 0.28) / 0.25) ** 2)
    away = np.abs(columns - middle) - 0.16
    beside = rng.uniform(0, 0.14) * np.exp(-((away / 0.07) ** 2) - ((rows - 0.3) / 0.2) ** 2)
    sides = rng.uniform(0.05, 0.3) * np.abs(2 * columns - 1) ** 3 + rng.normal(0, 0.08) * (2 * columns - 1)
    chin = rng.uniform(0, 0.35) * np.clip(rows - 0.7, 0, 1) ** 1.5 * 3
    return np.asarray(nose - beside - sides - chin, np.float32)


def _pulled(corners: NDArray[np.float32], rng: np.random.Generator) -> Relief:
    """Creases that run from the four corners inwards, and bumps between them."""
    rows, columns = np.mgrid[:COARSE, :COARSE].astype(np.float32) / COARSE
    total = np.zeros((COARSE, COARSE), np.float32)
    for x, y in corners:
        angle = np.arctan2(rows - y, columns - x)
        near = np.exp(-(((rows - y) ** 2 + (columns - x) ** 2) / rng.uniform(0.03, 0.15)))
        waves = 1 - 2 * np.abs(np.sin(angle * rng.uniform(3, 8) + rng.uniform(0, np.pi)))
        total += rng.uniform(0, 0.16) * near * waves
    bumps = cv2.resize(
        rng.normal(size=(9, 6)).astype(np.float32), (COARSE, COARSE), interpolation=cv2.INTER_CUBIC
    )
    return np.asarray(total + rng.uniform(0, 0.06) * bumps, np.float32)


def _weave(rng: np.random.Generator, height: int, width: int) -> Relief:
    noise = rng.normal(size=(64, 64)).astype(np.float32)
    return np.asarray(np.tile(noise, (-(-height // 64), -(-width // 64)))[:height, :width], np.float32)


def _hem(opacity: NDArray[np.uint8], wide: int) -> Relief:
    """1 within `wide` pixels of the edge, 0 elsewhere."""
    inside = cv2.erode(opacity, np.ones((wide, wide), np.uint8), borderValue=0)
    return np.asarray(opacity - inside, np.float32) / np.float32(255)
