"""Which class of an output is told."""

import numpy as np
from numpy.typing import NDArray

from models.outputs import Output

ORDERED = ("age_group",)


def told(output: Output, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each row of N×K probabilities the index of the class to tell.

    The likeliest, of equals the first. Of classes in an order the median: the one from which the truth is
    expected to be the fewest classes away (the minimiser of the mean absolute error).
    """
    if output.name in ORDERED:
        return np.asarray((shares.cumsum(axis=1) >= 0.5 - 1e-9).argmax(axis=1), np.int64)
    return np.asarray(shares.argmax(axis=1), np.int64)
