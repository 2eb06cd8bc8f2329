"""Which frames are sampled, and when they are, whatever a file's clock says."""

import math

import pytest

from imaging.video.timeline import Picker, Timeline, expected_samples, promised_seconds, sane_rate


def picked(times: list[float], every: float, rate: float = 10.0) -> list[float]:
    picker = Picker(every, rate)
    return [at for at in times if picker.picks(at)]


def test_one_frame_a_stretch() -> None:
    assert picked([n / 10 for n in range(35)], 1.0) == [0.0, 1.0, 2.0, 3.0]
    assert picked([n / 10 for n in range(11)], 0.25) == [0.0, 0.2, 0.5, 0.7, 1.0]


def test_rounding_in_the_files_clock_shifts_nothing() -> None:
    assert picked([0.0, 0.999, 2.001, 2.999], 1.0) == [0.0, 0.999, 2.001, 2.999]


def test_a_gap_is_not_made_up_for() -> None:
    assert picked([0.0, 0.1, 7.3, 7.4, 8.0, 9.0], 1.0) == [0.0, 7.3, 8.0, 9.0]


def test_every_frame_where_that_is_asked_for() -> None:
    times = [n / 25 for n in range(50)]
    assert picked(times, 0.04, 25.0) == times


def test_time_begins_with_the_first_frame() -> None:
    line = Timeline(10.0)
    assert [line.next(clock) for clock in (3600.0, 3600.1, 3601.0)] == pytest.approx([0.0, 0.1, 1.0])


@pytest.mark.parametrize("clock", [[0.0] * 4, [5.0, 4.0, 3.0, 2.0], [0.0, math.nan, -math.inf, math.nan]])
def test_a_clock_that_stands_or_runs_back_is_replaced_by_counting(clock: list[float]) -> None:
    line = Timeline(10.0)
    assert [line.next(at) for at in clock] == pytest.approx([0.0, 0.1, 0.2, 0.3])


@pytest.mark.parametrize("said", [0.0, -5.0, 1e9, math.nan, math.inf])
def test_absurd_rates_are_not_believed(said: float) -> None:
    assert sane_rate(said) == 25.0


def test_what_a_header_promises() -> None:
    assert promised_seconds(300, 10) == 30
    assert [promised_seconds(frames, 10) for frames in (0, -1, math.nan, 1e12)] == [None] * 4
    assert [expected_samples(seconds, 1.0) for seconds in (None, 0.2, 3.0, 3.2)] == [1, 1, 3, 4]
