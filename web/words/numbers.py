"""Numbers as the reader's language writes them; beside it `format.js` does the same in the browser."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from web.words.spoken import spoken

SPACE = "\N{NARROW NO-BREAK SPACE}"


def number(value: float, digits: int = 0) -> str:
    """A number with thousands separators, and so many decimals."""
    # As Babel rounds, but before: of the many shares in a page most have been written already.
    rounded = round(Decimal(str(value)), digits)
    return _written(rounded, "#,##0" + ("." + "0" * digits if digits else ""), spoken())


def percent(share: float, digits: int = 0) -> str:
    """A share of 0 to 1 as a percentage."""
    return f"{number(100 * share, digits)}{SPACE}%"


def plain(value: float) -> str:
    """A number with as many decimals as it has, four at most."""
    return _written(value, "#,##0.####", spoken())


def plain_percent(share: float) -> str:
    """A share of 0 to 1 as a percentage with as many decimals as it has, two at most."""
    return f"{plain(round(100 * share, 2))}{SPACE}%"


@lru_cache(maxsize=4096)
def _written(value: float | Decimal, pattern: str, locale: str) -> str:
    return format_decimal(value, format=pattern, locale=locale)
