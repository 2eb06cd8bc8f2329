"""Numbers that options take, with what is allowed said in our words where another one is given."""

import math
from typing import Any

import click

from core.number_words import number_words


class WholeNumber(click.IntRange):
    """A whole number, with bounds or without."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401 - click's
        """The number. Raises `click.BadParameter` with what is allowed and what was given."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            return self.fail(_sentence(self, value, whole=True), param, ctx)


class Number(click.FloatRange):
    """A number with bounds or without; none that is not finite."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's
        """The number. Raises `click.BadParameter` with what is allowed and what was given."""
        try:
            number = float(super().convert(value, param, ctx))
        except click.BadParameter:
            number = math.nan
        return number if math.isfinite(number) else self.fail(_sentence(self, value, whole=False), param, ctx)


def _sentence(bounds: WholeNumber | Number, given: object, *, whole: bool) -> str:
    allowed = number_words(whole=whole, lowest=bounds.min, highest=bounds.max)
    return f"it must be {allowed} (it is {str(given)!r})."
