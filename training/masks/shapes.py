"""Masks of our own: an outline, a fabric, folds. No two are the same."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.masks.prints import random_fabric
from training.masks.template import Template

SIZE = 256


Points = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """Half an outline and the six anchors as (x, y) in a 256×256 picture, and how the fabric folds.

    `left` runs from the bridge of the nose down the left side to the chin; the right side mirrors it.
    """

    name: str
    left: Points
    anchors: Points
    pleats: tuple[int, ...] = ()
    seam: bool = False
    straps: bool = True

    @property
    def outline(self) -> Points:
        """The whole polygon."""
        return self.left + tuple((SIZE - x, y) for x, y in reversed(self.left))


PLEATED = Shape(
    name="pleated",
    left=((128, 22), (60, 30), (10, 40), (8, 120), (30, 188), (76, 226), (128, 234)),
    anchors=((10, 40), (128, 24), (246, 40), (26, 180), (128, 232), (230, 180)),
    pleats=(92, 132, 172),
)
CONTOUR = Shape(
    name="contour",
    left=((128, 20), (96, 30), (60, 52), (6, 62), (16, 130), (50, 196), (96, 232), (128, 242)),
    anchors=((6, 62), (128, 20), (250, 62), (28, 158), (128, 240), (228, 158)),
    seam=True,
)
GAITER = Shape(
    name="gaiter",
    left=((128, 34), (60, 46), (2, 66), (4, 160), (10, 255)),
    anchors=((16, 66), (128, 34), (240, 66), (26, 150), (128, 212), (230, 150)),
    straps=False,
)
SHAPES = (PLEATED, CONTOUR, GAITER)


def random_shape(rng: np.random.Generator) -> Template:
    """A mask with one of the outlines."""
    return shape_template(SHAPES[rng.integers(len(SHAPES))], rng)


def shape_template(shape: Shape, rng: np.random.Generator) -> Template:
    """A mask with this outline, any colour or print, shaded like something round."""
    fabric = random_fabric(rng, SIZE) * _shading(shape, rng)[..., None]
    rgba = np.dstack([np.clip(fabric, 0, 255).astype(np.uint8), _opacity(shape)])
    return Template(shape.name, rgba, np.array(shape.anchors, np.float32), shape.straps)


def _opacity(shape: Shape) -> NDArray[np.uint8]:
    alpha = np.zeros((SIZE, SIZE), np.uint8)
    cv2.fillPoly(alpha, [np.array(shape.outline, np.int32)], 255)
    rounded = cv2.GaussianBlur(alpha, (0, 0), 5)  # blur, then threshold: the polygon's corners become curves
    crisp = np.where(rounded > 127, 255, 0).astype(np.uint8)
    return cv2.GaussianBlur(crisp, (0, 0), 0.8).astype(np.uint8, copy=False)


def _shading(shape: Shape, rng: np.random.Generator) -> NDArray[np.float32]:
    rows, columns = np.mgrid[:SIZE, :SIZE].astype(np.float32) / SIZE
    shade = 1.06 - 0.55 * (columns - 0.5) ** 2 - 0.35 * np.clip(rows - 0.45, 0, 1) ** 2
    wrinkles = cv2.resize(
        rng.normal(0, 1, (10, 6)).astype(np.float32), (SIZE, SIZE), interpolation=cv2.INTER_CUBIC
    )
    shade += 0.025 * wrinkles
    for row in shape.pleats:
        bent = row / SIZE + 0.06 * (0.25 - (columns - 0.5) ** 2)
        shade -= 0.16 * np.exp(-(((rows - bent) * 60) ** 2))
    if shape.seam:
        shade -= 0.14 * np.exp(-(((columns - 0.5) * 70) ** 2))
    return np.asarray(shade, dtype=np.float32)
