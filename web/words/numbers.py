"""Numbers as the reader's language writes them; beside it `numbers.js` does the same in the browser.

A percentage has as many decimals as decide something, by what it is:

- what the model says of one picture (`confidence`) has none, but one within a point of the threshold, from
  98.5 % on and under 1.5 %: there it is cut, so that it seems neither over the threshold nor certain. A live
  picture, whose numbers change all the time, has none and cuts all (`live_faces.js`);
- the probabilities of a face's two labels (`probabilities`) are told together: the higher one as a
  confidence, the lower one with as many decimals, so that both make 100 %;
- what was measured on many (`measured`), and has an interval, has one;
- what somebody has set (`plain_percent`), such as a threshold, has as many as they gave it, two at most;
- marks of an axis, ranges and shares of a table's cell (`percent`) have none.
"""

import math
from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from web.words.spoken import spoken

SPACE = "\N{NARROW NO-BREAK SPACE}"
NEAR = 0.01  # closer than this to what decides, a rounded percentage could mislead
ALMOST = 0.015  # of 0 and 1: what is rounded to 1 % or 99 % would stand beside 0.9 % and 99.0 %


def number(value: float, digits: int = 0) -> str:
    """A number with thousands separators, and so many decimals."""
    # As Babel rounds, but before: of the many shares in a page most have been written already.
    rounded = round(Decimal(str(value)), digits)
    return _written(rounded, "#,##0" + ("." + "0" * digits if digits else ""), spoken())


def percent(share: float) -> str:
    """A share of 0 to 1 as a percentage without decimals."""
    return f"{number(100 * share)}{SPACE}%"


def confidence(share: float, threshold: float | None = None) -> str:
    """What a model says of one picture as a percentage; `threshold` is what it decides by, if it does."""
    value, digits = _told(share, threshold)
    return f"{number(value, digits)}{SPACE}%"


def probabilities(one: float, other: float, threshold: float | None = None) -> tuple[str, str]:
    """What a model says of one picture for each of two labels, whose shares are 1 together."""
    value, digits = _told(max(one, other), threshold)
    rest = 100 - float(round(Decimal(str(value)), digits))
    higher, lower = (f"{number(part, digits)}{SPACE}%" for part in (value, rest))
    return (higher, lower) if one >= other else (lower, higher)


def measured(share: float) -> str:
    """A share of many as a percentage, with one decimal."""
    return f"{points(share)}{SPACE}%"


def points(share: float) -> str:
    """The same without its sign: an interval's end, or a difference in percentage points."""
    return number(100 * share, 1)


def plain(value: float) -> str:
    """A number with as many decimals as it has, four at most."""
    return _written(value, "#,##0.####", spoken())


def plain_percent(share: float) -> str:
    """A share of 0 to 1 as a percentage with as many decimals as it has, two at most."""
    return f"{plain(round(100 * share, 2))}{SPACE}%"


def _told(share: float, threshold: float | None) -> tuple[float, int]:
    """A confidence as a percentage, and how many decimals it has."""
    near = threshold is not None and abs(share - threshold) < NEAR
    if near or not ALMOST <= share < 1 - ALMOST:
        return math.floor(share * 1000) / 10, 1
    return 100 * share, 0


@lru_cache(maxsize=4096)
def _written(value: float | Decimal, pattern: str, locale: str) -> str:
    return format_decimal(value, format=pattern, locale=locale)
