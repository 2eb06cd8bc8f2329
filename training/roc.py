"""How well confidences order the classes, whatever the threshold."""

from collections.abc import Sequence

import numpy as np

from models.card import Interval
from training.bootstrap import TAIL, portions
from training.metrics import Labels, Shares


def roc_curve(truth: Labels, p_male: Shares) -> Shares:
    """Points (share of women called male, share of men called male) from (0, 0) to (1, 1), P×2.

    One for each value of `p_male` (N), as a threshold that falls from above 1: Fawcett, An introduction to
    ROC analysis, Pattern Recognition Letters 2006. A class without pictures has shares of NaN.
    """
    order = np.argsort(-p_male, kind="stable")
    last = np.append(np.diff(p_male[order]) != 0, True)  # equal values pass a threshold together
    men = np.cumsum(truth[order] == 1)[last]
    women = np.cumsum(truth[order] == 0)[last]
    with np.errstate(invalid="ignore"):
        shares = np.column_stack([women / women[-1], men / men[-1]])
    return np.vstack([[0.0, 0.0], shares])


def area(truth: Labels, p_male: Shares) -> float:
    """Area under the curve: how likely a man gets a higher `p_male` than a woman, ties counting half.

    Hanley and McNeil, Radiology 1982. NaN where a class has no pictures.
    """
    _, level = np.unique(p_male, return_inverse=True)
    return float(_areas(np.ones((1, len(truth)), np.int64), truth, level)[0])


def area_with_interval(truth: Labels, p_male: Shares, clusters: Sequence[str], seed: int = 0) -> Interval:
    """`area` with its 95 % bootstrap interval by cluster."""
    value = area(truth, p_male)
    if np.isnan(value):
        return Interval(value=value, low=value, high=value)
    names, cluster = np.unique(np.asarray(clusters), return_inverse=True)
    _, level = np.unique(p_male, return_inverse=True)
    rng, alike = np.random.default_rng(seed), np.full(len(names), 1 / len(names))
    draws = [
        _areas(rng.multinomial(len(names), alike, size=count)[:, cluster], truth, level)
        for count in portions(len(truth))
    ]
    low, high = np.nanpercentile(np.concatenate(draws), [100 * TAIL, 100 - 100 * TAIL])
    return Interval(value=value, low=float(low), high=float(high))


def _areas(weights: Labels, truth: Labels, level: Labels) -> Shares:
    """R areas of R×N weights: the trapezoids under the curve. `level` is the rank of each p_male, N."""
    order = np.argsort(level, kind="stable")
    starts = np.flatnonzero(np.diff(level[order], prepend=-1))
    women = np.add.reduceat(weights[:, order] * (truth[order] == 0), starts, axis=1)
    men = np.add.reduceat(weights[:, order] * (truth[order] == 1), starts, axis=1)
    below = np.cumsum(women, axis=1) - women / 2
    with np.errstate(invalid="ignore"):
        return np.asarray((men * below).sum(axis=1) / (men.sum(axis=1) * women.sum(axis=1)), np.float64)
