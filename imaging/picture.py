"""Pictures to look at: small JPEGs of a whole picture or of one part of it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.decode import decode

_QUALITY = 85


def preview(data: bytes, size: int) -> bytes:
    """Return the upright picture as a JPEG whose longest side is at most `size` pixels, never enlarged.

    Raises ImageUndecodable.
    """
    # The shorter side of a preview is never longer than `size`, so this much is always enough.
    return _jpeg(decode(data, min_side=size), size)


def crop(data: bytes, box: tuple[int, int, int, int], size: int) -> bytes:
    """Return the part `box` = (x, y, width, height) as a JPEG whose longest side is at most `size` pixels.

    The box is in pixels of the upright, full-size picture and is clipped to it; of a box that lies outside
    the nearest edge pixel remains. Raises ImageUndecodable.
    """
    pixels = decode(data)
    left, right = _clip(box[0], box[2], pixels.shape[1])
    top, bottom = _clip(box[1], box[3], pixels.shape[0])
    return _jpeg(pixels[top:bottom, left:right], size)


def _clip(start: int, length: int, limit: int) -> tuple[int, int]:
    first = min(max(start, 0), limit - 1)
    return first, min(max(start + length, first + 1), limit)


def _jpeg(pixels: NDArray[np.uint8], size: int) -> bytes:
    height, width = pixels.shape[:2]
    scale = size / max(height, width)
    shown: cv2.typing.MatLike = pixels
    if scale < 1:
        small = (max(1, round(width * scale)), max(1, round(height * scale)))
        shown = cv2.resize(pixels, small, interpolation=cv2.INTER_AREA)
    bgr = cv2.cvtColor(shown, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1].tobytes()
