"""How far a score could be off by the luck of the pictures that it was measured on."""

from collections.abc import Sequence
from dataclasses import astuple
from warnings import catch_warnings

import numpy as np
from numpy.typing import NDArray

from models.card import Interval
from training.metrics import Labels, Scores, scores

RESAMPLES = 2000


def intervals(
    truth: Labels, predicted: Labels, clusters: Sequence[str], seed: int = 0
) -> dict[str, Interval]:
    """Every score of `Scores` by name with its 95 % percentile interval.

    Whole clusters of near-duplicates are drawn with replacement (Field and Welsh, Bootstrapping clustered
    data, JRSS B 2007): ten copies of one photograph are one piece of evidence. `truth`, `predicted`,
    `clusters`: N each.
    """
    tables = _tables(truth, predicted, clusters)
    rng = np.random.default_rng(seed)
    draws = rng.multinomial(len(tables), np.full(len(tables), 1 / len(tables)), size=RESAMPLES)
    resampled = np.array([astuple(scores(table.reshape(2, 2))) for table in draws @ tables])
    with catch_warnings(action="ignore", category=RuntimeWarning):  # a class without pictures has no interval
        low, high = np.nanpercentile(resampled, [2.5, 97.5], axis=0)
    values = astuple(scores(tables.sum(axis=0).reshape(2, 2)))
    return {
        name: Interval(value=value, low=float(least), high=float(most))
        for name, value, least, most in zip(Scores.__slots__, values, low, high, strict=True)
    }


def _tables(truth: Labels, predicted: Labels, clusters: Sequence[str]) -> NDArray[np.int64]:
    """One flattened confusion table a cluster: C×4."""
    _, cluster = np.unique(np.asarray(clusters), return_inverse=True)
    tables = np.zeros((int(cluster.max()) + 1, 4), np.int64)
    np.add.at(tables, (cluster, 2 * truth + predicted), 1)
    return tables
