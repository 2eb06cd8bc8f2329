"""A dot plot of estimates with their intervals: coordinates only, the template draws them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 1120  # user units of the SVG
LEFT, RIGHT, ROW, TOP = 240.0, 1090.0, 22.0, 14.0
MEASURES = (
    ("accuracy", "accuracy"),
    ("recall_female", "recall, female"),
    ("recall_male", "recall, male"),
)


@dataclass(frozen=True, slots=True)
class Dot:
    """One estimate and its interval, as coordinates and as numbers."""

    name: str
    kind: str
    y: float
    x: float
    low: float
    high: float
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """The dots of one measured set under its title."""

    title: str
    y: float
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """All that the template needs; `ticks` are pairs of position and share."""

    width: int
    height: float
    ticks: tuple[tuple[float, float], ...]
    groups: tuple[Group, ...]


def dot_plot(metrics: Sequence[dict[str, Any]]) -> Plot:
    """Place the card's measurements; the axis begins at a round share below the smallest interval."""
    lowest = min((row[key]["low"] for row in metrics for key, _ in MEASURES), default=0.5)
    start = max(0.0, int(lowest * 10) / 10)
    y, groups = TOP, []
    for row in metrics:
        title = y
        dots = []
        for key, name in MEASURES:
            y += ROW
            dots.append(_dot(key, name, y, row[key], start))
        groups.append(Group(f"{row['set']} (n = {row['n']:,})", title, tuple(dots)))
        y += ROW * 1.6
    steps = round((1 - start) * 10)
    ticks = tuple((_x(start + i / 10, start), start + i / 10) for i in range(steps + 1))
    return Plot(WIDTH, round(y + ROW, 1), ticks, tuple(groups))


def _dot(key: str, name: str, y: float, estimate: dict[str, float], start: float) -> Dot:
    low, value, high = (estimate[part] for part in ("low", "value", "high"))
    words = f"{100 * value:.1f} % ({100 * low:.1f} to {100 * high:.1f} %)"
    return Dot(name, key, y, _x(value, start), _x(low, start), _x(high, start), words)


def _x(share: float, start: float) -> float:
    return round(LEFT + (RIGHT - LEFT) * (share - start) / (1 - start), 2)
