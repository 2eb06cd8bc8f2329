"""What a threshold buys: fewer answers, and fewer wrong ones."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.card import Coverage
from training.answers import REAL, Answers
from training.metrics import Labels

SHARES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5)
WANTED = 0.99  # accuracy of what is answered
FALLBACK = 0.8
LEAST_ANSWERED = 30  # right answers among fewer are no accuracy
THRESHOLDS = tuple(percent / 100 for percent in range(50, 100))


def coverage(name: str, truth: Labels, p_male: NDArray[np.float64]) -> list[Coverage]:
    """Accuracy of the surest 100, 95, … 50 % of N calibrated answers, and the threshold that keeps them."""
    confidence, right = _sure_and_right(truth, p_male)
    surest = np.argsort(-confidence, kind="stable")
    return [_kept(name, surest[: max(1, round(share * len(truth)))], confidence, right) for share in SHARES]


def answered_at(name: str, threshold: float, truth: Labels, p_male: NDArray[np.float64]) -> Coverage:
    """The share of N that is answered at a threshold; its accuracy is NaN where that is nothing."""
    confidence, right = _sure_and_right(truth, p_male)
    kept = right[confidence >= threshold]
    accuracy = float(kept.mean()) if len(kept) else float("nan")
    return Coverage(set=name, threshold=threshold, answered=len(kept) / len(right), accuracy=accuracy)


def accuracy_of_surest(truth: Labels, p_male: NDArray[np.float64], most: int = 500) -> NDArray[np.float64]:
    """Points (share that is answered, accuracy of it), P×2, of at least the surest 20 and up to all N.

    At most `most` points: a curve needs no more.
    """
    confidence, right = _sure_and_right(truth, p_male)
    so_far = np.cumsum(right[np.argsort(-confidence, kind="stable")])
    least = min(20, len(truth))
    counts = np.unique(np.linspace(least, len(truth), most).astype(np.int64))
    return np.column_stack([counts / len(truth), so_far[counts - 1] / counts])


def default_threshold_of(
    answered: Sequence[Answers], temperature: float, fallback: float = FALLBACK
) -> float:
    """The smallest threshold from 0.5 to 0.99 at which 99 % of what is answered on real masks is right.

    Of real Validation, framed about the face where that set is there: what is chosen on it is measured on it,
    too, so new pictures may come out a little worse, and pictures that no finder framed do. The `fallback`
    where no threshold reaches that with 30 answers, and where there are no real masks.
    """
    by_name = {each.asked.name: each for each in answered}
    real = next((by_name[name] for name in REAL if name in by_name), None)
    if real is None:
        return fallback
    p_male, least = real.p_male(temperature), LEAST_ANSWERED / len(real.logits)
    points = (answered_at(real.asked.name, each, real.truth.labels, p_male) for each in THRESHOLDS)
    good = (point.threshold for point in points if point.answered >= least and point.accuracy >= WANTED)
    return next(good, fallback)


def _sure_and_right(
    truth: Labels, p_male: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    return np.maximum(p_male, 1 - p_male), (p_male > 0.5) == truth.astype(bool)


def _kept(
    name: str, kept: NDArray[np.int64], confidence: NDArray[np.float64], right: NDArray[np.bool_]
) -> Coverage:
    return Coverage(
        set=name,
        threshold=float(confidence[kept[-1]]),
        answered=len(kept) / len(right),
        accuracy=float(right[kept].mean()),
    )
