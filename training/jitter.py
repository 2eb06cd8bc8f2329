"""Light, colour, sharpness and compression as they vary between cameras; the face stays where it is."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def jittered(picture: Picture, rng: np.random.Generator) -> Picture:
    """96×96×3 RGB uint8 under other light; sometimes grey, blurred, noisy, or compressed."""
    seen = _relit(picture, rng)
    if rng.random() < 0.08:
        seen = _darkened(seen, rng)
    if rng.random() < 0.1:
        seen = np.repeat(cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2).astype(np.uint8)
    if rng.random() < 0.25:
        seen = _blurred(seen, rng)
    if rng.random() < 0.15:
        seen = np.clip(seen + rng.normal(0, rng.uniform(2, 10), seen.shape), 0, 255).astype(np.uint8)
    return _compressed(seen, rng) if rng.random() < 0.2 else seen


def _relit(picture: Picture, rng: np.random.Generator) -> Picture:
    """Through one table a channel: gamma, contrast, brightness, and a tint."""
    levels = np.arange(256, dtype=np.float32) / 255
    curve = levels ** np.exp(rng.normal(0, 0.25))
    curve = (curve - 0.5) * np.exp(rng.normal(0, 0.15)) + 0.5 + rng.normal(0, 0.06)
    tables = curve[:, None] * np.exp(rng.normal(0, 0.06, 3))
    return np.asarray(cv2.LUT(picture, np.clip(tables * 255, 0, 255).astype(np.uint8)[:, None]), np.uint8)


def _darkened(picture: Picture, rng: np.random.Generator) -> Picture:
    """As if there had been far too little light: what shadows held is lost."""
    levels = np.linspace(0, 1, 256) ** rng.uniform(1, 1.6) * rng.uniform(0.2, 0.6) * 255
    return np.asarray(cv2.LUT(picture, levels.astype(np.uint8)), np.uint8)


def _blurred(picture: Picture, rng: np.random.Generator) -> Picture:
    """As if the face had been 16 to 60 pixels wide in the photograph."""
    small = int(rng.integers(16, 60))
    reduced = cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA)
    enlarged = cv2.resize(reduced, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return enlarged.astype(np.uint8, copy=False)


def _compressed(picture: Picture, rng: np.random.Generator) -> Picture:
    quality = int(rng.integers(30, 85))
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR_RGB), dtype=np.uint8)
