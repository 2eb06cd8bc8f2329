"""A dot plot of estimates with their intervals: places on an axis only, the template draws them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.pages.axis import Axis, share_axis
from web.words import gettext, lazy_gettext
from web.words.cards import card_text, set_title, set_words
from web.words.numbers import SPACE, measured, number, points

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
    axis = _axis([row[key] for row in metrics for key, _ in MEASURES])
    groups = (
        Group(
            f"{set_title(row['set'])} (n{SPACE}={SPACE}{number(row['n'])})",
            gettext(
                "masks %(kind)s; %(description)s",
                kind=card_text(row["masks"]),
                description=card_text(row["description"]),
            ),
            tuple(_dot(str(name), key, row[key], axis) for key, name in MEASURES),
        )
        for row in metrics
    )
    return Plot(axis.ticks, tuple(groups))


def grouped_plot(groups: Sequence[tuple[str, str, Sequence[Measurement]]]) -> Plot:
    """Groups with a title and a note, a dot for the balanced accuracy of each set, all on one axis."""
    axis = _axis([row["balanced_accuracy"] for _, _, rows in groups for row in rows])
    return Plot(axis.ticks, tuple(_group(title, note, rows, axis) for title, note, rows in groups))


def _group(title: str, note: str, rows: Sequence[Measurement], axis: Axis) -> Group:
    dots = (
        _dot(
            f"{set_words(row['set'])} (n{SPACE}={SPACE}{number(row['n'])})",
            "slice",
            row["balanced_accuracy"],
            axis,
        )
        for row in rows
    )
    return Group(title, note, tuple(dots))


def _axis(estimates: Sequence[Mapping[str, float]]) -> Axis:
    return share_axis(min((each["low"] for each in estimates), default=0.5))


def _dot(name: str, kind: str, estimate: Mapping[str, float], axis: Axis) -> Dot:
    low, value, high = (estimate[part] for part in ("low", "value", "high"))
    words = gettext(
        "%(value)s (%(low)s to %(high)s)",
        value=measured(value),
        low=points(low),
        high=points(high),
    )
    return Dot(name, kind, axis.at(value), axis.at(low), axis.at(high), words)
