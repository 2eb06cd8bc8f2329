"""Numbers as the reader's language writes them; beside it `format.js` does the same in the browser."""

from babel.numbers import format_decimal
from flask_babel import get_locale

SPACE = "\N{NARROW NO-BREAK SPACE}"


def number(value: float, digits: int = 0) -> str:
    """A number with thousands separators, and so many decimals."""
    return format_decimal(value, format="#,##0" + ("." + "0" * digits if digits else ""), locale=_locale())


def percent(share: float, digits: int = 0) -> str:
    """A share of 0 to 1 as a percentage."""
    return f"{number(100 * share, digits)}{SPACE}%"


def plain(value: float) -> str:
    """A number with as many decimals as it has, four at most."""
    return format_decimal(value, format="#,##0.####", locale=_locale())


def plain_percent(share: float) -> str:
    """A share of 0 to 1 as a percentage with as many decimals as it has, two at most."""
    return f"{plain(round(100 * share, 2))}{SPACE}%"


def _locale() -> str:
    return str(get_locale() or "en")  # None outside of a request
