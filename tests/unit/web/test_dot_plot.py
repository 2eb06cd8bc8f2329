"""The model page's plots: every estimate lies between the ends of its interval, on one axis."""

from typing import Any

import pytest

from web.pages.dot_plot import MEASURES, grouped_plot, set_plot
from web.words.numbers import SPACE


def create_metric(value: float = 0.9, name: str = "test") -> dict[str, Any]:
    estimate = {"low": value - 0.04, "value": value, "high": value + 0.03}
    about = {"set": name, "n": 1947, "masks": "drawn", "description": "faces"}
    return about | {key: estimate for key, _ in MEASURES}


def test_each_estimate_lies_in_its_interval() -> None:
    for group in set_plot([create_metric(), create_metric(0.6)]).groups:
        assert all(0 <= dot.low < dot.x < dot.high <= 100 for dot in group.dots)


def test_a_greater_share_lies_further_right() -> None:
    low, high = set_plot([create_metric(0.6), create_metric(0.9)]).groups
    assert low.dots[0].x < high.dots[0].x


@pytest.mark.parametrize(
    ("value", "shares"),
    [
        (0.97, [0.9, 1]),
        (0.78, [0.7, 0.8, 0.9, 1]),
        (0.5, [0.4, 0.6, 0.8, 1]),
        (0.05, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_the_axis_begins_below_the_smallest_interval_and_ends_at_one(
    value: float, shares: list[float]
) -> None:
    ticks = set_plot([create_metric(value)]).ticks
    assert [share for _, share in ticks] == pytest.approx(shares)
    assert (ticks[0][0], ticks[-1][0]) == (0, 100)


def test_every_measure_of_a_set_is_said_in_words() -> None:
    (group,) = set_plot([create_metric()]).groups
    assert (group.title, group.note) == (f"Drawn masks (test) (n{SPACE}={SPACE}1,947)", "masks drawn; faces")
    assert [(dot.name, dot.words) for dot in group.dots] == [
        (str(name), f"90.0{SPACE}% (86.0 to 93.0)") for _, name in MEASURES
    ]


def test_groups_share_one_axis() -> None:
    plot = grouped_plot([("Light", "faces", [create_metric(0.9)]), ("Age", "", [create_metric(0.6)])])
    assert [(group.title, group.note) for group in plot.groups] == [("Light", "faces"), ("Age", "")]
    assert plot.groups[0].dots[0].x > plot.groups[1].dots[0].x
    assert plot.groups[0].dots[0].name == f"Drawn masks (n{SPACE}={SPACE}1,947)"


def test_a_card_without_measurements_has_empty_plots() -> None:
    assert set_plot([]).groups == grouped_plot([]).groups == ()
