"""What a threshold buys: fewer answers, and fewer wrong ones."""

import numpy as np
from numpy.typing import NDArray

from models.card import Coverage
from training.metrics import Labels

SHARES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5)


def coverage(name: str, truth: Labels, p_male: NDArray[np.float64]) -> list[Coverage]:
    """Accuracy of the surest 100, 95, … 50 % of N calibrated answers, and the threshold that keeps them."""
    confidence = np.maximum(p_male, 1 - p_male)
    right = (p_male > 0.5) == truth.astype(bool)
    surest = np.argsort(-confidence, kind="stable")
    return [_surest(name, surest[: max(1, round(share * len(truth)))], confidence, right) for share in SHARES]


def _surest(
    name: str, kept: NDArray[np.int64], confidence: NDArray[np.float64], right: NDArray[np.bool_]
) -> Coverage:
    return Coverage(
        set=name,
        threshold=float(confidence[kept[-1]]),
        answered=len(kept) / len(right),
        accuracy=float(right[kept].mean()),
    )
