"""How far a share could be off by luck: Wilson, Probable inference, JASA 1927."""

from collections.abc import Sequence
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
    """How many draws tell a share of `value` within plus or minus `within`, by the interval of `share`.

    An end of it is where the share is Z standard errors away, those of the end itself. The end nearer to a
    half is the farther one, also of a share of 0 or 1, which no number of draws proves.
    """
    ends = (end for end in (value - within, value + within) if 0 <= end <= 1)
    return max(ceil(Z * Z * end * (1 - end) / within**2) for end in ends)


def stratified(strata: Sequence[tuple[Share, int]]) -> Share | None:
    """The share in a whole that was sampled part by part; None without a part.

    Each part counts by how many things it has, the second of its pair, however many of them were drawn. The
    interval is put together from those of the parts: Zou and Donner, Construction of confidence limits about
    effect measures, Statistics in Medicine 2008; of shares by strata Yan and Su, Stratified Wilson and
    Newcombe confidence intervals, Statistics in Biopharmaceutical Research 2010. Of one part it is Wilson's.
    """
    whole = sum(size for _, size in strata)
    if whole == 0:
        return None
    weights = [size / whole for _, size in strata]
    shares = [part for part, _ in strata]
    value = sum(weight * part.value for weight, part in zip(weights, shares, strict=True))
    below = sum((weight * (part.value - part.low)) ** 2 for weight, part in zip(weights, shares, strict=True))
    above = sum(
        (weight * (part.high - part.value)) ** 2 for weight, part in zip(weights, shares, strict=True)
    )
    hits, n = sum(part.hits for part in shares), sum(part.n for part in shares)
    return Share(hits, n, value, max(0.0, value - sqrt(below)), min(1.0, value + sqrt(above)))
