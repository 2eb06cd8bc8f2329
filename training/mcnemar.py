"""Whether two classifiers, asked about the same pictures, differ by more than luck."""

from dataclasses import dataclass

import numpy as np

from training.metrics import Labels


@dataclass(frozen=True, slots=True)
class Discordant:
    """Pictures that only one of two got right, and how likely a split at least as uneven is by luck alone."""

    only_first: int
    only_second: int
    p: float


def mcnemar(truth: Labels, first: Labels, second: Labels) -> Discordant:
    """The exact test, two-sided, of N class indices each.

    McNemar, Note on the sampling error of the difference between correlated proportions or percentages,
    Psychometrika 1947: pictures that both get right or wrong say nothing of which is better, and were both as
    good, the others would fall to either side like a coin. It takes every picture for one of its own; the
    intervals of `training.bootstrap` know of near-duplicates.
    """
    right, also = first == truth, second == truth
    return exact(int(np.sum(right & ~also)), int(np.sum(also & ~right)))


def exact(only_first: int, only_second: int) -> Discordant:
    """From the two counts."""
    tosses = only_first + only_second
    ways = so_many = 1  # to get no heads; whole numbers of any size, so nothing is rounded
    for heads in range(1, min(only_first, only_second) + 1):
        so_many = so_many * (tosses - heads + 1) // heads
        ways += so_many
    return Discordant(only_first, only_second, min(1.0, 2 * ways / 2**tosses))
