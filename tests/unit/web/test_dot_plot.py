"""The model page's plot: every estimate lies between the ends of its interval, on one axis."""

from itertools import pairwise
from typing import Any

from web.pages.dot_plot import LEFT, MEASURES, RIGHT, dot_plot


def create_metric(value: float = 0.9) -> dict[str, Any]:
    estimate = {"low": value - 0.04, "value": value, "high": value + 0.03}
    return {"set": "test", "n": 1947} | {key: estimate for key, _ in MEASURES}


def test_each_estimate_lies_in_its_interval() -> None:
    for group in dot_plot([create_metric(), create_metric(0.6)]).groups:
        assert all(LEFT <= dot.low < dot.x < dot.high <= RIGHT for dot in group.dots)


def test_a_greater_share_lies_further_right() -> None:
    low, high = dot_plot([create_metric(0.6), create_metric(0.9)]).groups
    assert low.dots[0].x < high.dots[0].x


def test_the_axis_begins_below_the_smallest_interval_and_ends_at_one() -> None:
    ticks = dot_plot([create_metric(0.78)]).ticks
    assert ticks[0] == (LEFT, 0.7)
    assert ticks[-1] == (RIGHT, 1.0)


def test_dots_do_not_lie_on_one_another() -> None:
    heights = [dot.y for group in dot_plot([create_metric(), create_metric()]).groups for dot in group.dots]
    assert all(lower > upper for upper, lower in pairwise(heights))


def test_the_numbers_are_said_in_words() -> None:
    assert dot_plot([create_metric()]).groups[0].dots[0].words == "90.0 % (86.0 to 93.0 %)"


def test_a_card_without_measurements_has_an_empty_plot() -> None:
    assert dot_plot([]).groups == ()
