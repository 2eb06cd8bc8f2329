"""How far a score could be off by the luck of the pictures that it was measured on.

Whole clusters of near-duplicates are drawn with replacement (Field and Welsh, Bootstrapping clustered data,
JRSS B 2007): ten copies of one photograph are one piece of evidence.
"""

from collections.abc import Sequence
from warnings import catch_warnings

import numpy as np
from numpy.typing import NDArray

from models.card import Interval
from training.metrics import Labels, Scores, Shares, rows_of_scores

RESAMPLES = 2000
LEAST_CLUSTERS = 20  # of each class; a bootstrap of fewer is no measure of luck
DRAWN_AT_ONCE = 4_000_000
TAIL = 0.025  # on either side of an interval


def intervals(
    truth: Labels, predicted: Labels, clusters: Sequence[str], seed: int = 0
) -> dict[str, Interval]:
    """Every score of `Scores` by name with its 95 % percentile interval.

    `truth`, `predicted`, `clusters`: N each. Where all answers are right, or all wrong, draws are too and
    know no doubt: the bound is Clopper and Pearson's then (Biometrika 1934), with clusters for trials.
    """
    tables = sums_of_clusters(_cells(truth, predicted), clusters)
    scored = rows_of_scores(resampled(tables, seed))
    value = rows_of_scores(tables.sum(axis=0, keepdims=True))
    accuracy, balanced, female, male = _with_bounds(value, scored)
    women, men = (int(of_class.any(axis=1).sum()) for of_class in (tables[:, :2], tables[:, 2:]))
    female, male = _doubted(female, women), _doubted(male, men)
    if balanced.value in (0, 1):
        low, high = (female.low + male.low) / 2, (female.high + male.high) / 2
        balanced = Interval(value=balanced.value, low=low, high=high)
    known = (_doubted(accuracy, len(tables)), balanced, female, male)
    return dict(zip(Scores.__slots__, known, strict=True))


def difference(
    truth: Labels, first: Labels, second: Labels, clusters: Sequence[str], seed: int = 0
) -> Interval:
    """By how much the balanced accuracy of `first` is above that of `second`, on the same N pictures.

    Paired: both are scored on the same draws, so what makes a picture hard for both cancels out.
    """
    both = np.hstack([_cells(truth, first), _cells(truth, second)])
    tables = sums_of_clusters(both, clusters)

    def apart(rows: Shares) -> Shares:
        return (rows_of_scores(rows[:, :4]) - rows_of_scores(rows[:, 4:]))[:, [1]]

    return _with_bounds(apart(tables.sum(axis=0, keepdims=True)), apart(resampled(tables, seed)))[0]


def mean(values: Shares, clusters: Sequence[str], seed: int = 0) -> Interval:
    """The mean of N values with its interval."""
    sums = sums_of_clusters(np.column_stack([values, np.ones(len(values))]), clusters)
    rows = resampled(sums, seed)
    return _with_bounds(np.array([[values.mean()]]), rows[:, [0]] / rows[:, [1]])[0]


def enough(truth: Labels, clusters: Sequence[str]) -> bool:
    """Whether both classes have clusters enough for an interval that means something."""
    names = np.asarray(clusters)
    return all(len(np.unique(names[truth == label])) >= LEAST_CLUSTERS for label in (0, 1))


def bare(known: Interval) -> Interval:
    """The value with bounds of NaN, where there are too few pictures for others."""
    return Interval(value=known.value, low=np.nan, high=np.nan)


def sums_of_clusters(values: Shares, clusters: Sequence[str]) -> Shares:
    """C×M sums over the pictures of each cluster; `values` is N×M."""
    _, cluster = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.zeros((int(cluster.max()) + 1, values.shape[1]))
    np.add.at(sums, cluster, values)
    return sums


def resampled(sums: Shares, seed: int) -> Shares:
    """R×M totals of as many draws from C×M clusters, each as large as they are together.

    Equal clusters are drawn as one kind with their number as its weight, which is the same and much faster:
    in most sets nearly all clusters are one picture, right or wrong.
    """
    kinds, counts = np.unique(sums, axis=0, return_counts=True)
    rng = np.random.default_rng(seed)
    parts = [
        rng.multinomial(len(sums), counts / len(sums), size=draws) @ kinds for draws in portions(len(kinds))
    ]
    return np.concatenate(parts)


def portions(width: int) -> list[int]:
    """How many of all draws of `width` numbers each to make at a time, so that memory stays small."""
    step = max(1, DRAWN_AT_ONCE // width)
    return [min(step, RESAMPLES - start) for start in range(0, RESAMPLES, step)]


def _cells(truth: Labels, predicted: Labels) -> Shares:
    """N×4: a one where the picture falls in the flattened confusion table."""
    return np.asarray(np.eye(4)[2 * truth + predicted], np.float64)


def _doubted(known: Interval, clusters: int) -> Interval:
    if known.value == 1:
        return Interval(value=1, low=TAIL ** (1 / clusters), high=1)
    if known.value == 0:
        return Interval(value=0, low=0, high=1 - TAIL ** (1 / clusters))
    return known


def _with_bounds(value: Shares, drawn: Shares) -> list[Interval]:
    """S intervals from 1×S values and R×S resampled ones."""
    with catch_warnings(action="ignore", category=RuntimeWarning):  # a class without pictures has no interval
        low, high = np.nanpercentile(drawn, [100 * TAIL, 100 - 100 * TAIL], axis=0)
    columns: NDArray[np.float64] = np.stack([value[0], low, high], axis=1)
    return [Interval(value=at, low=least, high=most) for at, least, most in columns.tolist()]
