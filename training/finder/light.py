"""Light, sharpness and compression of a whole frame. What `training.jitter` does to one face of 96 pixels."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
GREY, DARK, BLUR, NOISE, COMPRESSED = 0.12, 0.12, 0.2, 0.2, 0.2  # shares of frames


def relit(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """H×W×3 RGB uint8 under other light; sometimes grey, dark, blurred, noisy or compressed."""
    seen = np.asarray(cv2.LUT(pixels, _tables(rng)), np.uint8)
    grey, blurred, noisy, compressed = rng.random(4) < (GREY, BLUR, NOISE, COMPRESSED)
    if grey:
        seen = np.asarray(cv2.merge([cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY)] * 3), np.uint8)
    if blurred:
        seen = _blurred(seen, rng)
    if noisy:
        grain = rng.normal(0, rng.uniform(2, 14), (*seen.shape[:2], 1))
        seen = np.clip(seen + grain, 0, 255).astype(np.uint8)
    return _compressed(seen, rng) if compressed else seen


def _tables(rng: np.random.Generator) -> NDArray[np.uint8]:
    """256×1×3: gamma, contrast, brightness, a tint; sometimes as if light were missing."""
    levels = np.arange(256, dtype=np.float32) / 255
    curve = levels ** np.exp(rng.normal(0, 0.3))
    curve = (curve - 0.5) * np.exp(rng.normal(0, 0.2)) + 0.5 + rng.normal(0, 0.08)
    if rng.random() < DARK:
        curve = np.clip(curve, 0, 1) ** rng.uniform(1, 1.6) * rng.uniform(0.15, 0.6)
    tables = curve[:, None] * np.exp(rng.normal(0, 0.08, 3))
    return np.asarray(np.clip(tables * 255, 0, 255)[:, None], np.uint8)


def _blurred(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """Out of focus, or moved in one direction while the light was let in."""
    if rng.random() < 0.5:
        return np.asarray(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.5, 2.0)), np.uint8)
    length = int(rng.integers(3, 10))
    kernel = np.zeros((length, length), np.float32)
    end = rng.integers(0, length, 2)
    cv2.line(kernel, (int(end[0]), int(end[1])), (length - 1 - int(end[0]), length - 1 - int(end[1])), 1.0)
    return np.asarray(cv2.filter2D(pixels, -1, kernel / max(float(kernel.sum()), 1.0)), np.uint8)


def _compressed(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    bgr = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 85))])
    return np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR_RGB), np.uint8)
