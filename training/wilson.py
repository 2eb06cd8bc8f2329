"""How far a share could be off by luck: Wilson, Probable inference, JASA 1927."""

import numpy as np

from models.card import Interval

Z = 1.959964  # of a normal distribution, 2.5 % on either side


def wilson(hits: float, n: int, scale: float = 1.0) -> Interval:
    """`hits` of `n` with the 95 % interval, all times `scale`; NaN of nothing."""
    if n == 0:
        return Interval(value=np.nan, low=np.nan, high=np.nan)
    share, weight = hits / n, Z * Z / n
    middle = (share + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * np.sqrt(share * (1 - share) / n + weight / (4 * n))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return Interval(value=scale * share, low=float(scale * low), high=float(scale * high))
