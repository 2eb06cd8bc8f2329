"""What the five landmarks of a face tell of its pose."""

import numpy as np
from numpy.typing import NDArray


def sidewards(landmarks: NDArray[np.float32]) -> float:
    """How far the nose lies beside the middle of the eyes, in distances of the eyes.

    `landmarks` is 5×2, as of a `FoundFace`. Measured along the line through the eyes: a tilted head alone
    changes nothing.
    """
    left, right, nose = landmarks[:3].astype(np.float64)
    across, beside = right - left, nose - (left + right) / 2
    return abs(float(beside @ across)) / max(float(across @ across), 1e-9)
