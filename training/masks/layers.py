"""Layers: what is worn, as colours with transparency in the frame of an aligned face."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.masks.outlines import Outline
from training.masks.placement import FACE_SIZE

Layer = NDArray[np.float32]  # S×S×4: RGB 0..255 premultiplied by the last channel, the cover 0..1
Cover = NDArray[np.float32]  # S×S, 0..1
SUBPIXEL = 4  # bits behind the point that OpenCV draws with


@dataclass(frozen=True, slots=True)
class Frame:
    """The 200×200 pixels of an aligned face and `margin` pixels more on each side."""

    margin: int = 0

    @property
    def side(self) -> int:
        """Pixels a side, S."""
        return FACE_SIZE + 2 * self.margin

    def grid(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The row (S×1) and the column (1×S) of every pixel, counted on the face; together they broadcast."""
        along = np.arange(-self.margin, FACE_SIZE + self.margin, dtype=np.float32)
        return along[:, None], along[None, :]

    def filled(self, colour: NDArray[np.float32]) -> NDArray[np.float32]:
        """S×S×3 of one RGB colour."""
        return np.broadcast_to(colour, (self.side, self.side, 3)).astype(np.float32)

    def cover(self, outline: Outline) -> Cover:
        """1 inside of `outline`, 0 outside, between them on the edge."""
        drawn = np.zeros((self.side, self.side), np.uint8)
        cv2.fillPoly(drawn, [self._fixed(outline)], 255, cv2.LINE_AA, SUBPIXEL)
        return np.asarray(drawn, np.float32) / np.float32(255)

    def stroke(self, points: Outline, thickness: float, *, closed: bool = False) -> Cover:
        """1 on the line through `points`, 0 away from it."""
        drawn = np.zeros((self.side, self.side), np.uint8)
        width = max(1, round(thickness))
        cv2.polylines(drawn, [self._fixed(points)], closed, 255, width, cv2.LINE_AA, SUBPIXEL)
        return np.asarray(drawn, np.float32) / np.float32(255)

    def _fixed(self, points: Outline) -> NDArray[np.int32]:
        return np.asarray(np.round((points + self.margin) * 2**SUBPIXEL), np.int32)


def widened(values: NDArray[np.float32], frame: Frame, border: int) -> NDArray[np.float32]:
    """200×200 values (or ×4) as S×S; `border` is OpenCV's word for what comes in the margin."""
    return np.asarray(cv2.copyMakeBorder(values, *(frame.margin,) * 4, borderType=border), np.float32)


def spread(values: Cover, channels: int) -> NDArray[np.float32]:
    """The same S×S values in every channel: several times faster than what NumPy broadcasts over a few."""
    return np.asarray(cv2.merge([values] * channels), np.float32)


def layer_of(colours: NDArray[np.float32], cover: Cover) -> Layer:
    """`colours` (one RGB, or S×S×3, 0..255) where `cover` is."""
    if colours.ndim == 1:
        return np.asarray(cv2.merge([*(cover * np.float32(value) for value in colours), cover]), np.float32)
    return np.asarray(cv2.merge([*cv2.split(colours * spread(cover, 3)), cover]), np.float32)


def stacked(lower: Layer, upper: Layer) -> Layer:
    """Both as one layer."""
    return np.asarray(upper + lower * spread(1 - upper[..., 3], 4), np.float32)


def unevenness(rng: np.random.Generator, side: int, cells: tuple[int, int]) -> NDArray[np.float32]:
    """side×side smooth noise of mean 0 and deviation about 1, with `cells` bumps (down, across)."""
    coarse = rng.normal(size=cells).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC), np.float32)
