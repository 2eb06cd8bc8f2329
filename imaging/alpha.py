"""Transparency: which files have it, and how it is laid over white."""

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.kinds import Kind

_PNG_COLOUR_TYPE, _WEBP_FLAGS, _WEBP_LOSSLESS = 25, 20, 24
_BAND_PIXELS = 2**18
_PNG_PREFIX = 1024  # in an accepted PNG header, orientation, palette and tRNS come before this


def may_be_transparent(data: bytes, kind: Kind) -> bool:
    """Tell whether `data` can hold transparent pixels; False sends it the shorter way to RGB."""
    if kind == "png":
        return (
            data[_PNG_COLOUR_TYPE : _PNG_COLOUR_TYPE + 1] in (b"\4", b"\6") or b"tRNS" in data[:_PNG_PREFIX]
        )
    if kind == "webp":
        at = {b"VP8X": _WEBP_FLAGS, b"VP8L": _WEBP_LOSSLESS}.get(data[12:16])
        # The bit is the same in both headers.
        return at is not None and any(flags & 0x10 for flags in data[at : at + 1])
    return False


def over_white(stored: cv2.typing.MatLike) -> NDArray[np.uint8]:
    """Return RGB (H × W × 3, uint8) of pixels as OpenCV read them: grey, BGR or BGRA, of 8 or 16 bits.

    White shows through where the picture is transparent, so colours that a viewer would not show stay hidden.
    """
    height, width = stored.shape[:2]
    rgb = np.empty((height, width, 3), np.uint8)
    # In bands: what lies between would take three times the memory of 40 megapixels of 16 bits, and longer.
    rows = max(1, _BAND_PIXELS // width)
    for top in range(0, height, rows):
        rgb[top : top + rows] = _band(stored[top : top + rows])
    return rgb


def _band(stored: cv2.typing.MatLike) -> NDArray[np.uint8]:
    deep = stored.dtype == np.uint16
    pixels = np.asarray(stored.astype(np.uint16) >> 8 if deep else stored, dtype=np.uint8)
    if pixels.ndim == 2:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    if pixels.shape[2] == 3:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), dtype=np.uint8)
    # 255 − (255 − colour) × alpha ÷ 255: inks on white paper, in eight bits and without wide copies.
    ink = cv2.bitwise_not(cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGB))
    alpha = cv2.cvtColor(np.ascontiguousarray(pixels[:, :, 3]), cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.bitwise_not(cv2.multiply(ink, alpha, scale=1 / 255)), dtype=np.uint8)
