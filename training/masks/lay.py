"""Lays what is worn on a face: its light, its shadow, its sharpness and its grain."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from training.masks.layers import Frame, Layer, spread, widened
from training.masks.light import light_of, tinted_like

Pixels = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shadow:
    """How many pixels lower a shadow lies (it is blurred as much), and the share of the light it takes."""

    drop: int = 3
    depth: float = 0.25


@dataclass(frozen=True, slots=True)
class Worn:
    """Something worn: its layer, its shadow, and whether the light of the face falls on it."""

    layer: Layer
    shadow: Shadow | None = Shadow()
    lit: bool = True


Garment = Callable[[Frame, np.random.Generator], list[Worn]]  # its pieces, the innermost first


def laid(face: Pixels, pieces: list[Worn], frame: Frame, rng: np.random.Generator) -> Pixels:
    """`face` (S×S×3 RGB float32 0..255) with all pieces on it, the first one innermost."""
    core = face[frame.margin : frame.side - frame.margin, frame.margin : frame.side - frame.margin]
    light = spread(widened(light_of(core).astype(np.float32), frame, cv2.BORDER_REPLICATE), 3)
    blur = _softness(core) * float(rng.uniform(0.75, 1.25))
    grain = _grain(rng, frame.side)
    for piece in pieces:
        soft = np.asarray(cv2.GaussianBlur(piece.layer, (0, 0), blur), np.float32)
        colours, cover = np.ascontiguousarray(soft[..., :3]), np.ascontiguousarray(soft[..., 3])
        left = 1 - cover if piece.shadow is None else (1 - cover) * _dimmed(cover, piece.shadow)
        lit = tinted_like(core, colours * light if piece.lit else colours)
        face = np.asarray(face * spread(left, 3) + lit + spread(grain * cover, 3), np.float32)
    return face


def _softness(face: Pixels) -> float:
    """The blur, in pixels, that makes what is drawn about as sharp as the photograph.

    Fine detail as a share of contrast is 0.17 in UTKFace's median picture; blurred ones have 0.08.
    """
    inner = cv2.cvtColor(face[40:170, 40:160], cv2.COLOR_RGB2GRAY)
    detail = float(cv2.Laplacian(inner, cv2.CV_32F).std()) / max(float(inner.std()), 1.0)
    return float(np.clip(0.11 / max(detail, 0.01), 0.35, 1.8))


def _dimmed(cover: Pixels, shadow: Shadow) -> Pixels:
    """S×S shares of light that are left below a cover."""
    lowered = np.zeros_like(cover)
    lowered[shadow.drop :] = cover[: -shadow.drop]
    return np.asarray(
        1 - np.float32(shadow.depth) * cv2.GaussianBlur(lowered, (0, 0), shadow.drop), np.float32
    )


def _grain(rng: np.random.Generator, side: int) -> Pixels:
    """S×S noise as cameras make it: one small piece repeated, since nobody sees the seam."""
    small = rng.normal(0, rng.uniform(0, 4), (64, 64)).astype(np.float32)
    times = -(-side // 64)
    return np.asarray(np.tile(cv2.GaussianBlur(small, (0, 0), 0.6), (times, times))[:side, :side], np.float32)
