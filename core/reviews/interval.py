"""How far a share could be off by luck: Wilson, Probable inference, JASA 1927."""

from dataclasses import dataclass
from math import ceil, sqrt

Z = 1.959964  # of a normal distribution, 2.5 % on either side


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n` as a share with its 95 % interval."""

    hits: int
    n: int
    value: float
    low: float
    high: float


def share(hits: int, n: int) -> Share | None:
    """A share with its interval; None of nothing."""
    if n == 0:
        return None
    value, weight = hits / n, Z * Z / n
    middle = (value + weight / 2) / (1 + weight)
    half = Z / (1 + weight) * sqrt(value * (1 - value) / n + weight / (4 * n))
    return Share(hits, n, value, max(0.0, middle - half), min(1.0, middle + half))


def needed(value: float, within: float) -> int:
    """How many draws tell a share of about `value` within plus or minus `within`."""
    return ceil(Z * Z * value * (1 - value) / within**2)
