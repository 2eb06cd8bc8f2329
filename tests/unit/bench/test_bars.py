"""A bench fails with a sentence for each bar that is missed."""

import pytest

from bench.bars import Bar, busy_share, judge

RATE_BAR = Bar("drawn, beside a job", 14.99, "at least", 15, "frames/s")
TAIL_BAR = Bar("drawn, beside a job, p95", 119.9, "at most", 120, "ms")


@pytest.mark.parametrize(
    ("bar", "met"),
    [
        (RATE_BAR, False),
        (TAIL_BAR, True),
        (Bar("x", 15, "at least", 15, "frames/s"), True),
        (Bar("x", 120.01, "at most", 120, "ms"), False),
    ],
)
def test_a_bar_is_a_least_or_a_most(bar: Bar, met: bool) -> None:
    assert bar.met is met


def test_a_missed_bar_is_said_and_ends_with_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        judge([RATE_BAR, TAIL_BAR])
    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "MISSED  drawn, beside a job: 14.99 frames/s, at least 15 frames/s",
        "met     drawn, beside a job, p95: 119.9 ms, at most 120 ms",
    ]


def test_bars_that_are_met_end_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    judge([TAIL_BAR])
    assert "MISSED" not in capsys.readouterr().out


def test_where_nothing_was_measured_nothing_is_met(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        judge([])
    assert ended.value.code == 1
    assert "MISSED" in capsys.readouterr().out


def test_a_busy_machine_is_a_share() -> None:
    assert 0 <= busy_share(0.02) <= 1
