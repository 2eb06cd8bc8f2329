"""How labels and confidence change from day to day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.labels import DECISIONS
from core.results.tally import Told
from web.pages.axis import share_axis
from web.pages.chart import Bar, Chart, Point, Tick, line, up
from web.pages.trust_charts import SHARE, rising
from web.pages.view_query import NAMES
from web.words import gettext
from web.words.numbers import measured, number

MOST_DAYS = 60
TICKS = 5  # days that are named, at most


@dataclass(frozen=True, slots=True)
class Day:
    """A day in UTC: how many faces got each decision, and the mean confidence of all."""

    day: date
    decisions: Counter[str]
    confidence: float

    @property
    def faces(self) -> int:
        """All of them."""
        return self.decisions.total()


def days_of(cells: Sequence[Told]) -> list[Day]:
    """The last days on which faces were classified, the oldest first."""
    decisions: dict[str, Counter[str]] = {}
    sums: dict[str, float] = {}
    for cell in cells:
        word = "uncertain" if cell.uncertain else cell.label
        decisions.setdefault(cell.day, Counter())[word] += cell.faces
        sums[cell.day] = sums.get(cell.day, 0.0) + cell.confidence
    days = [
        Day(date.fromisoformat(day), decided, sums[day] / decided.total())
        for day, decided in sorted(decisions.items())
    ]
    return [day for day in days if days[-1].day - day.day < timedelta(MOST_DAYS)]


def decisions_by_day(days: Sequence[Day]) -> Chart:
    """The share of each decision, a bar a day."""
    bars = []
    for day in days:
        x, width = _place(days, day)
        below = 0.0
        for word in DECISIONS:
            share = day.decisions[word] / day.faces
            words = f"{day.day.isoformat()}, {NAMES[word]}: {measured(share)}"
            bars.append(Bar(x, up(SHARE, below + share), width, SHARE.at(share), word, words))
            below += share
    return Chart(
        "decisions-by-day",
        gettext("Answers by day"),
        gettext(
            "The share of each answer among the faces of a day. A share that jumps has a cause: look for it."
        ),
        gettext("Day, in UTC"),
        gettext("Share"),
        _named(days),
        rising(SHARE),
        [gettext("Day, in UTC"), gettext("Faces"), *(str(NAMES[word]) for word in DECISIONS)],
        [
            [
                day.day.isoformat(), number(day.faces),
                *(f"{measured(day.decisions[word] / day.faces)}" for word in DECISIONS),
            ]
            for day in days
        ],
        bars=bars,
        legend=[(word, str(NAMES[word])) for word in DECISIONS],
    )  # fmt: skip


def confidence_by_day(days: Sequence[Day]) -> Chart:
    """The mean confidence, a point a day."""
    axis = share_axis(min(day.confidence for day in days))
    places = [(sum(_place(days, day)) - _place(days, day)[1] / 2, up(axis, day.confidence)) for day in days]
    points = [
        Point(x, y, None, None, "mean", f"{day.day.isoformat()}: {measured(day.confidence)}")
        for (x, y), day in zip(places, days, strict=True)
    ]
    return Chart(
        "confidence-by-day",
        gettext("Mean confidence by day"),
        gettext("How sure the model was on average of the faces of a day."),
        gettext("Day, in UTC"),
        gettext("Mean confidence"),
        _named(days),
        rising(axis),
        [gettext("Day, in UTC"), gettext("Faces"), gettext("Mean confidence")],
        [[day.day.isoformat(), number(day.faces), measured(day.confidence)] for day in days],
        lines=[line("mean", places)],
        points=points,
    )


def _place(days: Sequence[Day], day: Day) -> tuple[float, float]:
    """Where a day's bar begins, and its width: days without faces leave a gap."""
    span = (days[-1].day - days[0].day).days + 1
    width = 100 / span
    return round((day.day - days[0].day).days * width + width * 0.1, 2), round(width * 0.8, 2)


def _named(days: Sequence[Day]) -> list[Tick]:
    span = (days[-1].day - days[0].day).days + 1
    every = max(1, -(-span // TICKS))
    named = [days[0].day + timedelta(offset) for offset in range(0, span, every)]
    return [Tick(round(100 * ((day - days[0].day).days + 0.5) / span, 2), f"{day:%m-%d}") for day in named]
