"""How far boxes cover each other, and which of those that do are kept."""

import cv2
import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float32]  # N×4: left, top, width, height
EVERY_SCORE = 0.0  # whoever asks has left out what scores too low; all are above


def overlaps(some: Boxes, others: Boxes) -> NDArray[np.float32]:
    """N×M intersection over union of N and M boxes."""
    one, two = some[:, None], others[None]
    least = np.maximum(one[..., :2], two[..., :2])
    most = np.minimum(one[..., :2] + one[..., 2:], two[..., :2] + two[..., 2:])
    shared = np.clip(most - least, 0, None).prod(axis=-1)
    either = one[..., 2:].prod(axis=-1) + two[..., 2:].prod(axis=-1) - shared
    return np.asarray(shared / np.maximum(either, 1e-6), np.float32)


def kept(boxes: Boxes, scores: NDArray[np.float32], limit: float) -> list[int]:
    """Which boxes stay, the surest first: none overlaps a surer one by more than `limit` (a share)."""
    if not len(boxes):  # which OpenCV refuses
        return []
    places = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), EVERY_SCORE, limit)
    return [int(place) for place in places]
