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


def _locale() -> str:
    return str(get_locale() or "en")  # None outside of a request
