"""Scores of a two-class classifier."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares between 0 and 1. A class without pictures has recall NaN, and so is the balanced accuracy."""

    accuracy: float
    balanced_accuracy: float
    recall_female: float
    recall_male: float


def confusion(truth: Labels, predicted: Labels) -> NDArray[np.int64]:
    """2×2 counts; rows are the truth, columns the prediction, in the order female, male."""
    return np.bincount(2 * truth + predicted, minlength=4).reshape(2, 2)


def scores(table: NDArray[np.int64]) -> Scores:
    """Scores of a confusion table."""
    return Scores(*rows_of_scores(table.reshape(1, 4))[0].tolist())


def rows_of_scores(tables: NDArray[np.int64] | Shares) -> Shares:
    """The fields of `Scores` in R×4 of R flattened confusion tables (R×4), which may be weighted."""
    right = tables[:, [0, 3]].astype(np.float64)
    of_class = tables.reshape(-1, 2, 2).sum(axis=2)
    with np.errstate(invalid="ignore"):
        accuracy, recall = right.sum(axis=1) / tables.sum(axis=1), right / of_class
    return np.column_stack([accuracy, recall.mean(axis=1), recall])


def expected_calibration_error(truth: Labels, p_male: Shares, bins: int = 15) -> float:
    """Mean distance between confidence and accuracy over `bins` bins of equal mass, a share between 0 and 1.

    Naeini et al., Obtaining Well Calibrated Probabilities Using Bayesian Binning, AAAI 2015, with bins of
    equal mass instead of equal width, so that no bin is judged by a handful of pictures.
    """
    off = [abs(confidence - accuracy) * n for confidence, accuracy, n in reliability(truth, p_male, bins)]
    return float(sum(off) / len(truth))


def reliability(truth: Labels, p_male: Shares, bins: int = 15) -> list[tuple[float, float, int]]:
    """(mean confidence, accuracy, number of pictures) of each bin of equal mass, least confident first."""
    predicted = p_male > 0.5
    confidence = np.where(predicted, p_male, 1 - p_male)
    right = predicted == truth.astype(bool)
    parts = np.array_split(np.argsort(confidence, kind="stable"), min(bins, len(truth)))
    return [(float(confidence[part].mean()), float(right[part].mean()), len(part)) for part in parts]
