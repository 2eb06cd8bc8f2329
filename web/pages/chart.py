"""What a drawing is made of, for `chart.html`: places in per cent of the plot, from its top left corner."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.pages.axis import Axis


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and the words there."""

    at: float
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `kind` is its class in the style sheet, `words` what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Point:
    """An estimate; `top` and `bottom` are the ends of its interval, None where it has none."""

    x: float
    y: float
    top: float | None
    bottom: float | None
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line through places, as SVG writes them."""

    places: str
    kind: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing, in words too: `says` for who cannot see it, and all numbers behind it as a table."""

    name: str
    title: str
    says: str
    across: str  # what the axis from left to right means
    up: str
    xs: Sequence[Tick]
    ys: Sequence[Tick]
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    bars: Sequence[Bar] = ()
    lines: Sequence[Line] = ()
    points: Sequence[Point] = ()
    legend: Sequence[tuple[str, str]] = ()  # kinds and their words


def up(axis: Axis, value: float) -> float:
    """The place of a value on an axis that goes up."""
    return round(100 - axis.at(value), 2)


def line(kind: str, places: Iterable[tuple[float, float]]) -> Line:
    """A line through these places."""
    return Line(" ".join(f"{x:g},{y:g}" for x, y in places), kind)
