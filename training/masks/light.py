"""Lets a mask take on the light of the photograph that it is drawn on."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]
DAYLIGHT = 150.0  # mean brightness of skin for which the cut-outs look right as they are


def lit_like(face: Pixels, mask: Pixels) -> Pixels:
    """`mask` (H×W×3 RGB float32 0..255) under the light of `face`, same shape: exposure, side light, tint.

    The lower half of the face sets the exposure, its blurred brightness the side light. On a grey photograph
    the mask is grey too.
    """
    return tinted_like(face, mask * light_of(face)[..., None])


def light_of(face: Pixels) -> Pixels:
    """H×W factors by which the light of `face` (H×W×3 RGB float32 0..255) brightens or dims a colour."""
    grey = cv2.cvtColor(face, cv2.COLOR_RGB2GRAY)
    half, width = grey.shape[0] // 2, grey.shape[1]
    exposure = float(grey[half:, width // 5 : -width // 5].mean())
    gain = np.clip(exposure / DAYLIGHT, 0.35, 1.25) ** 0.8
    # A quarter of the size is plenty for a blur this wide, and sixteen times cheaper.
    small = cv2.GaussianBlur(
        cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), (0, 0), 7
    )
    side = np.clip(cv2.resize(small, grey.shape[::-1]) / max(exposure, 1.0), 0.7, 1.25) ** 0.5
    light: Pixels = gain * side
    return light


def tinted_like(face: Pixels, colours: Pixels) -> Pixels:
    """`colours` (H×W×3 RGB 0..255), without any where `face` is a grey photograph."""
    return _as_grey(colours) if _is_grey(face) else colours


def _is_grey(face: Pixels) -> bool:
    sample = face[::8, ::8]
    return bool(np.ptp(sample, axis=2).mean() < 6)


def _as_grey(mask: Pixels) -> Pixels:
    return np.repeat(cv2.cvtColor(mask.astype(np.float32), cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
