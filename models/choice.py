"""Which class of an output is told."""

import numpy as np
from numpy.typing import NDArray

from models.outputs import Output


def told(output: Output, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each row of N×K probabilities the index of the class to tell, by the output's own rule.

    The likeliest, of equals the first; or the median, which minimises the expected number of classes that
    the truth is away.
    """
    if output.told == "median":
        return np.asarray((shares.cumsum(axis=1) >= 0.5 - 1e-9).argmax(axis=1), np.int64)
    return np.asarray(shares.argmax(axis=1), np.int64)
