"""A surface to draw on: anti-aliased shapes in face units, soft edges, opacity and clipping."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.curves import Outline, point

Colour = tuple[float, float, float]
_SHIFT = 4  # bits of a pixel that OpenCV's fixed-point coordinates keep


@dataclass(frozen=True, slots=True)
class Canvas:
    """Pixels (H × W × 3 RGB uint8, drawn on in place) and where face units lie on them.

    `scale` is pixels in one face unit, `origin` the pixel of (0, 0), `tilt` the head's roll in radians.
    """

    pixels: NDArray[np.uint8]
    scale: float
    origin: tuple[float, float]
    tilt: float = 0.0

    def fill(
        self,
        *outlines: Outline,
        colour: Colour,
        below: Colour | None = None,
        opacity: float = 1.0,
        blur: float = 0.0,
        within: NDArray[np.uint8] | None = None,
    ) -> None:
        """Fill closed outlines, of which every second one is a hole.

        `below` is the colour at the lower end of a vertical gradient, `blur` the softness of the edge in face
        units, `within` a mask from `mask` outside of which nothing is drawn.
        """
        placed = [self._place(outline) for outline in outlines]
        spread = blur * self.scale
        box = self._box(placed, spread)
        cover = _cover(placed, box, spread)
        self._blend(cover, box, colour, below or colour, opacity, within)

    def line(
        self,
        *paths: Outline,
        width: float,
        colour: Colour,
        opacity: float = 1.0,
        within: NDArray[np.uint8] | None = None,
    ) -> None:
        """Draw open paths, `width` face units thick."""
        placed = [self._place(path) for path in paths]
        thick = max(1, round(width * self.scale))
        box = self._box(placed, thick)
        cover = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
        cv2.polylines(cover, [_fixed(path, box) for path in placed], False, 255, thick, cv2.LINE_AA, _SHIFT)
        self._blend(cover, box, colour, colour, opacity, within)

    def mask(self, *outlines: Outline) -> NDArray[np.uint8]:
        """Return H × W coverage, 0 to 255, of closed outlines."""
        height, width = self.pixels.shape[:2]
        return _cover([self._place(outline) for outline in outlines], (0, 0, width, height), 0.0)

    def _place(self, outline: Outline) -> Outline:
        cos, sin = np.cos(self.tilt) * self.scale, np.sin(self.tilt) * self.scale
        turn = np.array(((cos, sin), (-sin, cos)), np.float32)
        return np.asarray(outline @ turn + point(*self.origin), np.float32)

    def _box(self, placed: list[Outline], spread: float) -> tuple[int, int, int, int]:
        height, width = self.pixels.shape[:2]
        every = np.concatenate(placed)
        left, top = np.floor(every.min(axis=0) - 2 * spread - 1).astype(int)
        right, bottom = np.ceil(every.max(axis=0) + 2 * spread + 2).astype(int)
        left, top = min(max(left, 0), width), min(max(top, 0), height)
        return left, top, max(left, min(right, width)), max(top, min(bottom, height))

    def _blend(
        self,
        cover: NDArray[np.uint8],
        box: tuple[int, int, int, int],
        colour: Colour,
        below: Colour,
        opacity: float,
        within: NDArray[np.uint8] | None,
    ) -> None:
        left, top, right, bottom = box
        if left == right or top == bottom:
            return
        part = self.pixels[top:bottom, left:right]
        alpha = cover.astype(np.float32) * np.float32(opacity / 255)
        if within is not None:
            alpha *= within[top:bottom, left:right] * np.float32(1 / 255)
        rows = 1 if colour == below else bottom - top
        paint = np.linspace(colour, below, rows, dtype=np.float32)
        for channel in range(3):  # one by one, since NumPy is slow where the last of three axes has three
            plane = part[:, :, channel].astype(np.float32)
            change = paint[:, channel, None] - plane
            part[:, :, channel] = plane + change * alpha + np.float32(0.5)


def _cover(placed: list[Outline], box: tuple[int, int, int, int], spread: float) -> NDArray[np.uint8]:
    cover = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    cv2.fillPoly(cover, [_fixed(outline, box) for outline in placed], 255, cv2.LINE_AA, _SHIFT)
    if spread >= 0.5 and cover.size:
        side = 2 * round(spread) + 1
        cover = np.asarray(cv2.stackBlur(cover, (side, side)), np.uint8)
    return cover


def _fixed(outline: Outline, box: tuple[int, int, int, int]) -> NDArray[np.int32]:
    fixed: Outline = (outline - point(*box[:2])) * 2**_SHIFT
    return fixed.round().astype(np.int32)
