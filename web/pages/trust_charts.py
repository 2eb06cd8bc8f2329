"""The drawings of trust: whether confidence can be believed, how sure it is, and what a threshold buys."""

from collections.abc import Sequence

from core.labels import LABELS
from core.results.places import PLACES
from core.results.tally import Place
from core.reviews.interval import Share
from core.reviews.trust import Bin
from web.pages.axis import Axis, count_axis, share_axis
from web.pages.chart import Bar, Chart, Line, Point, Tick, line, up
from web.pages.threshold import Step
from web.pages.view_query import NAMES
from web.words import gettext
from web.words.numbers import measured, number, percent, plain_percent

SURE = Axis(0.5, 1.0, 0.1)
SHARE = Axis(0.0, 1.0, 0.25)
BIN = 20  # thousandths of confidence under one bar


def interval(share: Share) -> str:
    """A share with its interval, in words."""
    return gettext(
        "%(value)s (%(low)s to %(high)s)",
        value=measured(share.value), low=measured(share.low), high=measured(share.high),
    )  # fmt: skip


def shares(axis: Axis) -> list[Tick]:
    """The ticks of an axis of shares, from left to right."""
    return [Tick(at, percent(value)) for at, value in axis.ticks]


def rising(axis: Axis) -> list[Tick]:
    """The ticks of an axis of shares that goes up."""
    return [Tick(up(axis, value), percent(value)) for _, value in axis.ticks]


def reliability(bins: Sequence[Bin]) -> Chart:
    """Of faces of about one confidence: how often the model was right."""
    points = [
        Point(
            SURE.at(each.confidence), up(SHARE, each.right.value), up(SHARE, each.right.high),
            up(SHARE, each.right.low), "settled", f"{measured(each.confidence)}: {interval(each.right)}",
        )
        for each in bins
    ]  # fmt: skip
    return Chart(
        "reliability",
        gettext("Whether its confidence can be believed"),
        gettext(
            "A point for the faces of about one confidence: how often the model was right, with a 95 %% "
            "interval. The closer the points are to the dashed line, the more its confidence can be "
            "believed."
        ),
        gettext("Confidence"),
        gettext("Right"),
        shares(SURE),
        rising(SHARE),
        [gettext("Confidence"), gettext("Faces"), gettext("Mean confidence"), gettext("Right")],
        [
            [
                f"{percent(each.low)}–{percent(each.high)}", number(each.right.n),
                measured(each.confidence), interval(each.right),
            ]
            for each in bins
        ],
        lines=[line("ideal", [(0, up(SHARE, 0.5)), (100, up(SHARE, 1))])],
        points=points,
    )  # fmt: skip


def histogram(faces: Sequence[Place], threshold: float | None) -> Chart:
    """How many faces there are of each confidence, by label; with the threshold where there is one."""
    counts = {label: [0] * (PLACES // BIN // 2) for label in LABELS}
    for each in faces:
        place = min(max(each.place - PLACES // 2, 0) // BIN, len(counts[each.label]) - 1)
        counts[each.label][place] += each.faces
    totals = [sum(both) for both in zip(*counts.values(), strict=True)]
    axis = count_axis(max(totals))
    width = 100 / len(totals)
    bars = []
    for place in range(len(totals)):
        below = 0
        for label in LABELS:
            count = counts[label][place]
            height = axis.at(count)
            words = f"{_bounds(place)}, {NAMES[label]}: {number(count)}"
            y = round(100 - axis.at(below) - height, 2)
            if count:
                bars.append(
                    Bar(round(place * width + 0.3, 2), y, round(width - 0.6, 2), height, label, words)
                )
            below += count
    return Chart(
        "histogram",
        gettext("How sure it is"),
        gettext("How many faces the model was so sure of. Most of them at the right is what is hoped for."),
        gettext("Confidence"),
        gettext("Faces"),
        shares(SURE),
        [Tick(up(axis, value), number(value)) for _, value in axis.ticks],
        [gettext("Confidence"), *(str(NAMES[label]) for label in LABELS)],
        [
            [_bounds(place), *(number(counts[label][place]) for label in LABELS)]
            for place in range(len(totals))
            if totals[place]
        ],
        bars=bars,
        lines=_standing(threshold),
        legend=[
            *((label, str(NAMES[label])) for label in LABELS),
            *([("threshold", gettext("the threshold"))] if threshold else []),
        ],
    )


def _bounds(place: int) -> str:
    low = 0.5 + place * BIN / PLACES
    return f"{percent(low)}–{percent(low + BIN / PLACES)}"


def _standing(threshold: float | None) -> list[Line]:
    if threshold is None:
        return []
    return [line("threshold", [(SURE.at(threshold), 0), (SURE.at(threshold), 100)])]


def answered(steps: Sequence[Step], faces: int) -> Chart:
    """How much is right of what a threshold answers, by how much that is."""
    told = [step for step in steps if step.right is not None and step.left < faces]
    lowest = min((step.right.low for step in told if step.right), default=0.5)
    axis = share_axis(lowest)
    places = [(_answered(step, faces), up(axis, step.right.value)) for step in told if step.right]
    band = [(_answered(step, faces), up(axis, step.right.high)) for step in told if step.right]
    band += [(_answered(step, faces), up(axis, step.right.low)) for step in reversed(told) if step.right]
    # All steps are drawn; the style sheet shows that of the threshold, which the slider moves.
    points = [
        Point(x, y, None, None, _of_step(steps, step), plain_percent(step.threshold))
        for step, (x, y) in zip(told, places, strict=True)
    ]
    return Chart(
        "answered",
        gettext("What is right, by how much is answered"),
        gettext(
            "The higher the threshold, the fewer faces are answered (to the left), and as a rule the more of "
            "these are right. The band is the 95 %% interval."
        ),
        gettext("Answered, of all faces"),
        gettext("Right, of these"),
        shares(SHARE),
        rising(axis),
        [gettext("Threshold"), gettext("Left uncertain"), gettext("Answered"), gettext("Right, of these")],
        [
            [
                plain_percent(step.threshold),
                number(step.left),
                measured((faces - step.left) / faces),
                interval(step.right) if step.right else "–",
            ]
            for step in steps
        ],
        lines=[line("band", band), line("right", places)],
        points=points,
        legend=[("now", gettext("the threshold"))],
    )


def _of_step(steps: Sequence[Step], step: Step) -> str:
    return f"step step-{steps.index(step)}" + (" now" if step.now else "")


def _answered(step: Step, faces: int) -> float:
    return SHARE.at((faces - step.left) / faces)
