"""Agreement beyond chance: kappa of two people (Cohen), and of opinions whoever gave them (Fleiss).

Both are 1 where all agree, 0 where they agree as often as by chance, and less where it is less than that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

from core.reviews.interval import Z

Pairs = Mapping[tuple[str, str], int]  # how many faces got these two labels, the first person's first
Pattern = tuple[int, ...]  # of a face: how many opinions each label got, in one order of labels
Patterns = Mapping[Pattern, int]  # how many faces have each pattern


LEAST_FACES = 3  # of which an interval is told


@dataclass(frozen=True, slots=True)
class Kappa:
    """A kappa with its 95 % interval; `agreed` is the plain share that agrees, of `faces`.

    `value` is None where all opinions are one label, of which chance alone would make as much; `low` and
    `high` are None too where too few faces tell how far it could be off.
    """

    agreed: float
    faces: int
    value: float | None
    low: float | None
    high: float | None


def cohen(pairs: Pairs) -> Kappa | None:
    """Kappa of two people: Cohen, A coefficient of agreement for nominal scales, 1960. None of no faces.

    Its interval is by the standard error for many faces of Fleiss, Cohen and Everitt, Large sample standard
    errors of kappa and weighted kappa, Psychological Bulletin 1969.
    """
    n = sum(pairs.values())
    if not n:
        return None
    labels = sorted({label for pair in pairs for label in pair})
    share = {(a, b): pairs.get((a, b), 0) / n for a in labels for b in labels}
    first = {a: sum(share[a, b] for b in labels) for a in labels}
    second = {b: sum(share[a, b] for a in labels) for b in labels}
    agreed = sum(share[a, a] for a in labels)
    chance = sum(first[a] * second[a] for a in labels)
    if chance >= 1:
        return Kappa(agreed, n, None, None, None)
    value = (agreed - chance) / (1 - chance)
    rest = 1 - value
    on = sum(share[a, a] * (1 - (first[a] + second[a]) * rest) ** 2 for a in labels)
    off = sum(share[a, b] * (second[a] + first[b]) ** 2 for a in labels for b in labels if a != b)
    variance = on + rest**2 * off - (value - chance * rest) ** 2
    error = sqrt(max(0.0, variance) / n) / (1 - chance)
    return _with_interval(agreed, n, value, error if n >= LEAST_FACES else None)


def fleiss(patterns: Patterns) -> Kappa | None:
    """Kappa of faces with two opinions or more, whoever gave them. None of no such faces.

    Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 1971. Faces may have
    different numbers of opinions: agreement is the mean over the faces, and the shares of the labels are
    those of all opinions. Its interval is by the jackknife, a face left out at a time: Fleiss and Davies,
    Jackknifing functions of multinomial frequencies, American Journal of Epidemiology 1982.
    """
    told = {pattern: count for pattern, count in patterns.items() if sum(pattern) > 1 and count}
    n = sum(told.values())
    if not n:
        return None
    agreed, value = _fleiss(told)
    if value is None:
        return Kappa(agreed, n, None, None, None)
    error = _jackknife(told, lambda some: _fleiss(some)[1]) if n >= LEAST_FACES else None
    return _with_interval(agreed, n, value, error)


def _fleiss(patterns: Patterns) -> tuple[float, float | None]:
    """The share of pairs of opinions that agree, and kappa."""
    n = sum(patterns.values())
    opinions = sum(count * sum(pattern) for pattern, count in patterns.items())
    agreed = sum(count * _agreeing(pattern) for pattern, count in patterns.items()) / n
    width = len(next(iter(patterns)))
    totals = [sum(count * pattern[place] for pattern, count in patterns.items()) for place in range(width)]
    chance = sum((total / opinions) ** 2 for total in totals)
    return agreed, None if chance >= 1 else (agreed - chance) / (1 - chance)


def _agreeing(pattern: Pattern) -> float:
    """Of a face's pairs of opinions, the share that agrees."""
    several = sum(pattern)
    return sum(each * (each - 1) for each in pattern) / (several * (several - 1))


def _jackknife(patterns: Patterns, kappa: Callable[[Patterns], float | None]) -> float | None:
    """The standard error; faces of one pattern change it alike when one of them is left out."""
    n = sum(patterns.values())
    without: list[tuple[float, int]] = []
    for pattern, count in patterns.items():
        value = kappa({**patterns, pattern: count - 1})
        if value is None:
            return None
        without.append((value, count))
    mean = sum(value * count for value, count in without) / n
    return sqrt((n - 1) / n * sum(count * (value - mean) ** 2 for value, count in without))


def _with_interval(agreed: float, faces: int, value: float, error: float | None) -> Kappa:
    if error is None:
        return Kappa(agreed, faces, value, None, None)
    return Kappa(agreed, faces, value, max(-1.0, value - Z * error), min(1.0, value + Z * error))


def agreement_of(pairs: Pairs) -> tuple[int, int]:
    """How many faces two people called alike, and how many both judged."""
    return sum(count for (a, b), count in pairs.items() if a == b), sum(pairs.values())
