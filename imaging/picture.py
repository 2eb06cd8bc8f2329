"""Pictures to look at: small JPEGs of a whole picture or of one part of it."""

from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode

_QUALITY = 85

Box = tuple[int, int, int, int]


def preview(data: bytes, size: int) -> bytes:
    """Return the upright picture as a JPEG whose longest side is at most `size` pixels, never enlarged.

    Raises ImageUndecodable.
    """
    # The shorter side of a preview is never longer than `size`, so this much is always enough.
    return _jpeg(decode(data, min_side=size), size)


def surrounded(box: Box, boxes: float) -> Box:
    """The square of `boxes` longest sides of `box` = (x, y, width, height) about its centre."""
    x, y, width, height = box
    side = round(boxes * max(width, height))
    return x + (width - side) // 2, y + (height - side) // 2, side, side


def crop(data: bytes, full: tuple[int, int], box: Box, size: int) -> bytes:
    """Return the part `box` = (x, y, width, height) as a JPEG whose longest side is at most `size` pixels.

    The box is in pixels of the upright picture, whose width and height are `full`, and is clipped to it; of a
    box that lies outside the nearest edge pixel remains. Raises ImageUndecodable.
    """
    longest = max(1, min(box[2], full[0]), min(box[3], full[1]))
    pixels = decode(data, min_longest=ceil(size * max(full) / longest))
    left, right = _clip(box[0], box[2], pixels.shape[1], pixels.shape[1] / full[0])
    top, bottom = _clip(box[1], box[3], pixels.shape[0], pixels.shape[0] / full[1])
    return _jpeg(pixels[top:bottom, left:right], size)


def _clip(start: int, length: int, limit: int, scale: float) -> tuple[int, int]:
    """First pixel and the one after the last, on one side of a picture that was decoded at a scale."""
    first = min(max(round(start * scale), 0), limit - 1)
    return first, min(max(round((start + length) * scale), first + 1), limit)


def _jpeg(pixels: NDArray[np.uint8], size: int) -> bytes:
    height, width = pixels.shape[:2]
    scale = size / max(height, width)
    shown: cv2.typing.MatLike = pixels
    if scale < 1:
        small = (max(1, round(width * scale)), max(1, round(height * scale)))
        shown = cv2.resize(pixels, small, interpolation=cv2.INTER_AREA)
    bgr = cv2.cvtColor(shown, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1].tobytes()
