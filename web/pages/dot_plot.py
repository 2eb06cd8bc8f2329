"""A dot plot of estimates with their intervals: places on an axis only, the template draws them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.words import gettext, lazy_gettext
from web.words.numbers import number, percent

MEASURES = (
    ("balanced_accuracy", lazy_gettext("balanced accuracy")),
    ("accuracy", lazy_gettext("accuracy")),
    ("recall_female", lazy_gettext("recall, female")),
    ("recall_male", lazy_gettext("recall, male")),
)
Measurement = Mapping[str, Any]  # one of the card's, as JSON


@dataclass(frozen=True, slots=True)
class Dot:
    """One estimate and its interval: `x`, `low` and `high` in per cent of the axis, `words` as numbers."""

    name: str
    kind: str
    x: float
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """The dots of one measured set under its title."""

    title: str
    note: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """All that the template needs; `ticks` are pairs of a place in per cent of the axis and a share."""

    ticks: tuple[tuple[float, float], ...]
    groups: tuple[Group, ...]


def set_plot(metrics: Sequence[Measurement]) -> Plot:
    """A group for each measured set, with a dot for each measure."""
    start = _start([row[key] for row in metrics for key, _ in MEASURES])
    groups = (
        Group(
            f"{row['set']} (n = {number(row['n'])})",
            gettext("masks %(kind)s; %(description)s", kind=row["masks"], description=row["description"]),
            tuple(_dot(str(name), key, row[key], start) for key, name in MEASURES),
        )
        for row in metrics
    )
    return Plot(_ticks(start), tuple(groups))


def slice_plot(slices: Sequence[Measurement]) -> Plot:
    """One group with the balanced accuracy of each slice, the worst first."""
    worst_first = sorted(slices, key=lambda row: float(row["balanced_accuracy"]["value"]))
    start = _start([row["balanced_accuracy"] for row in slices])
    dots = (
        _dot(f"{row['set']} (n = {number(row['n'])})", "slice", row["balanced_accuracy"], start)
        for row in worst_first
    )
    return Plot(_ticks(start), (Group("", "", tuple(dots)),) if slices else ())


def _start(estimates: Sequence[Mapping[str, float]]) -> float:
    """Where the axis begins: a round share below the smallest interval."""
    lowest = min((each["low"] for each in estimates), default=0.5)
    step = _step(lowest)
    return max(0.0, round(1 - step * math.ceil((1 - lowest) / step), 1))


def _step(lowest: float) -> float:
    """Between two ticks; on a phone there is room for six."""
    return 0.1 if lowest >= 0.5 else 0.2


def _ticks(start: float) -> tuple[tuple[float, float], ...]:
    step = _step(start)
    shares = (start + step * i for i in range(round((1 - start) / step) + 1))
    return tuple((_place(share, start), share) for share in shares)


def _dot(name: str, kind: str, estimate: Mapping[str, float], start: float) -> Dot:
    low, value, high = (estimate[part] for part in ("low", "value", "high"))
    words = gettext(
        "%(value)s (%(low)s to %(high)s)",
        value=percent(value, 1),
        low=number(100 * low, 1),
        high=number(100 * high, 1),
    )
    return Dot(name, kind, _place(value, start), _place(low, start), _place(high, start), words)


def _place(share: float, start: float) -> float:
    return round(100 * (share - start) / (1 - start), 2)
