"""Drawings of trust: what is drawn is what the table behind it says, and all of it lies within the plot."""

import pytest

from core.results.tally import Place, Told
from core.reviews.interval import share
from core.reviews.sample import Settled
from core.reviews.trust import Bin
from web.pages.axis import count_axis, share_axis
from web.pages.chart import Chart
from web.pages.confusion import matrix_of
from web.pages.drift import MOST_DAYS, confidence_by_day, days_of, decisions_by_day
from web.pages.threshold import slider_of
from web.pages.trust_charts import answered, histogram, reliability


def within(drawn: Chart) -> bool:
    bars = all(
        bar.x >= 0 and bar.x + bar.width <= 100.01 and bar.y >= -0.01 and bar.y + bar.height <= 100.01
        for bar in drawn.bars
    )
    points = all(0 <= value <= 100 for point in drawn.points for value in (point.x, point.y))
    return bars and points and all(0 <= tick.at <= 100 for tick in (*drawn.xs, *drawn.ys))


def cell(day: str, label: str, faces: int, confidence: float, *, uncertain: bool = False) -> Told:
    return Told(day, "m-1", label, uncertain, None, faces, faces * confidence)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (9, [0, 5, 10]),
        (830, [0, 500, 1000]),
        (4000, [0, 1000, 2000, 3000, 4000]),
    ],
)
def test_an_axis_of_counts_ends_at_a_round_number_above_the_most(most: int, ticks: list[float]) -> None:
    assert [value for _, value in count_axis(most).ticks] == ticks


@pytest.mark.parametrize(
    ("lowest", "low", "ticks"),
    [(0.83, 0.8, 3), (0.7, 0.7, 4), (1.0, 0.9, 2), (0.5, 0.5, 6), (0.45, 0.4, 4), (0.0, 0.0, 6)],
)
def test_an_axis_of_shares_goes_to_all(lowest: float, low: float, ticks: int) -> None:
    axis = share_axis(lowest)
    assert (axis.low, axis.at(low), axis.at(1)) == (low, 0, 100)
    assert [place for place, _ in axis.ticks] == pytest.approx(
        [100 * tick / (ticks - 1) for tick in range(ticks)], abs=0.01
    )


@pytest.mark.parametrize("right", [2, 5, 9])  # of ten: the interval begins somewhere else
def test_the_axis_of_what_is_right_ends_at_all(right: int) -> None:
    sample = [Settled("male", 0.95, "male" if face < right else "female") for face in range(10)]
    drawn = answered(slider_of([Place(950, "male", False, False, 10)], 0.9, sample).steps, 10)
    assert within(drawn)
    assert [tick.at for tick in drawn.ys][-1] == 0


def test_a_model_that_is_always_sure_is_drawn() -> None:
    assert within(confidence_by_day(days_of([cell(f"2026-01-0{day}", "male", 1, 1.0) for day in (1, 2)])))


def test_a_histogram_counts_each_face_once_in_its_bin() -> None:
    places = [Place(500, "male", True, False, 3), Place(519, "female", True, False, 1),
              Place(520, "male", True, False, 2), Place(1000, "male", False, True, 4)]  # fmt: skip
    drawn = histogram(places, 0.9)
    assert [[cell.replace("\u202f", " ") for cell in row] for row in drawn.rows] == [
        ["50 %–52 %", "1", "3"], ["52 %–54 %", "0", "2"], ["98 %–100 %", "0", "4"],
    ]  # fmt: skip
    assert within(drawn)
    heights = {(bar.kind, round(bar.x)): bar.height for bar in drawn.bars}
    assert heights["male", 0] == 3 * heights["female", 0]
    assert drawn.lines[0].places == "80,0 80,100"
    assert histogram(places, None).lines == []


def test_a_point_of_reliability_lies_where_its_numbers_are() -> None:
    right = share(3, 4)
    assert right is not None
    (point,) = reliability([Bin(0.7, 0.75, 0.72, right)]).points
    assert (point.x, point.y) == (pytest.approx(44), pytest.approx(25))
    assert point.top is not None
    assert point.bottom is not None
    assert point.top < point.y < point.bottom


def test_the_line_of_what_is_answered_has_a_point_a_step_and_marks_the_threshold() -> None:
    places = [Place(600, "male", True, False, 6), Place(950, "male", False, False, 4)]
    sample = [Settled("male", 0.6, "female"), Settled("male", 0.95, "male")]
    slider = slider_of(places, 0.9, sample)
    assert (slider.faces, slider.steps[slider.now].threshold, slider.steps[slider.now].left) == (10, 0.9, 6)
    drawn = answered(slider.steps, slider.faces)
    (now,) = [point for point in drawn.points if point.kind.endswith("now")]
    assert (now.x, now.y) == (40, 0)
    assert within(drawn)
    assert len(drawn.rows) == len(slider.steps)


def test_days_are_shares_that_fill_their_bar_and_leave_gaps() -> None:
    days = days_of([
        cell("2026-01-01", "male", 3, 0.9), cell("2026-01-01", "female", 1, 0.6, uncertain=True),
        cell("2026-01-03", "female", 2, 0.8),
    ])  # fmt: skip
    drawn = decisions_by_day(days)
    assert within(drawn)
    assert [(day.faces, day.confidence) for day in days] == [(4, pytest.approx(0.825)), (2, 0.8)]
    first = [bar.height for bar in drawn.bars if bar.x < 33]
    assert sum(first) == 100
    assert sorted(first) == [0, 25, 75]
    assert [tick.words for tick in drawn.xs] == ["01-01", "01-02", "01-03"]
    assert within(confidence_by_day(days))


def test_of_many_days_the_last_are_drawn() -> None:
    old, new = cell("2025-01-01", "male", 3, 0.9), cell("2026-01-01", "male", 3, 0.9)
    assert [day.day.isoformat() for day in days_of([old, new])] == ["2026-01-01"]
    assert MOST_DAYS == 60


def test_a_matrix_has_shares_of_its_rows() -> None:
    found = matrix_of([("male", "male", 3), ("male", "unclear", 1), ("female", "male", 2)])
    shares = {label: {cell.said: (cell.count, cell.share) for cell in cells} for label, cells in found.rows}
    assert shares["male"] == {
        "female": (0, 0), "male": (3, 0.75), "unclear": (1, 0.25), "not_a_face": (0, 0),
    }  # fmt: skip
    assert shares["female"]["male"] == (2, 1)
    assert found.faces == 6
    assert all(cell.right == (cell.said == label) for label, cells in found.rows for cell in cells)
