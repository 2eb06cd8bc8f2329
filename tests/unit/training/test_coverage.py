"""What a threshold buys, and which one goes onto the card."""

import math

import numpy as np
import pytest

from tests.unit.training.answered import answers, from_p_male
from training.answers import Answers
from training.coverage import (
    FALLBACK,
    SHARES,
    accuracy_of_surest,
    answered_at,
    coverage,
    default_threshold_of,
)

TRUTH = np.array([1, 1, 0, 0, 1, 1, 0, 0, 1, 1])
P_MALE = np.array([0.99, 0.98, 0.03, 0.04, 0.95, 0.9, 0.2, 0.25, 0.3, 0.4])  # the last two are wrong


def test_coverage_by_hand() -> None:
    points = coverage("some", TRUTH, P_MALE)
    assert [point.answered for point in points] == pytest.approx([1, 1, 0.9, 0.8, 0.7, 0.6, 0.5])
    assert len(points) == len(SHARES)
    assert points[0].accuracy == 0.8
    assert points[0].threshold == pytest.approx(0.6)
    eighty = points[3]
    assert (eighty.accuracy, eighty.threshold) == (1.0, pytest.approx(0.75))


@pytest.mark.parametrize(
    ("threshold", "answered", "accuracy"),
    [(0.5, 1.0, 0.8), (0.7, 0.9, 8 / 9), (0.75, 0.8, 1.0), (0.9, 0.6, 1.0)],
)
def test_answers_at_a_threshold(threshold: float, answered: float, accuracy: float) -> None:
    point = answered_at("some", threshold, TRUTH, P_MALE)
    assert (point.answered, point.accuracy) == (answered, pytest.approx(accuracy))


def test_nothing_answered_is_not_right() -> None:
    point = answered_at("some", 0.999, TRUTH, P_MALE)
    assert point.answered == 0
    assert math.isnan(point.accuracy)


def test_the_curve_of_the_surest_ends_at_all() -> None:
    points = accuracy_of_surest(np.tile(TRUTH, 10), np.tile(P_MALE, 10))
    assert points[0].tolist() == [0.2, 1.0]
    assert points[-1].tolist() == [1.0, 0.8]
    assert len(accuracy_of_surest(np.tile(TRUTH, 1000), np.tile(P_MALE, 1000))) <= 500


def judged(name: str, wrong_below: float, count: int = 1000) -> Answers:
    """Evenly sure from 0.5 to 1; every other answer is wrong below some confidence, and none above."""
    p_male = np.linspace(0.5005, 0.9995, count)
    wrong = (p_male < wrong_below) & (np.arange(count) % 2 == 0)
    return answers(name, np.where(wrong, 0, 1), from_p_male(p_male))


def test_the_threshold_is_the_smallest_that_gives_99_in_100() -> None:
    # At 0.69 there are 620 answers with 10 wrong ones below 0.7, at 0.7 none is wrong: between them 1 in 100.
    real = judged("real-masks-framed", 0.7)
    chosen = default_threshold_of([judged("test", 0.9), real], temperature=1.0)
    assert chosen == pytest.approx(0.7)
    before = answered_at("", chosen - 0.01, real.truth.labels, real.p_male(1.0))
    assert before.accuracy < 0.99


def test_the_framed_set_decides_and_the_temperature_counts() -> None:
    both = [judged("real-masks", 0.6), judged("real-masks-framed", 0.9)]
    assert default_threshold_of(both, temperature=1.0) == pytest.approx(0.9)
    assert default_threshold_of(both[:1], temperature=1.0) == pytest.approx(0.6, abs=0.011)
    assert default_threshold_of(both[1:], temperature=2.0) == pytest.approx(0.75)  # 9:1 odds become 3:1


@pytest.mark.parametrize(
    "known",
    [
        [judged("test", 0.7)],  # no real masks
        [judged("real-masks", 2.0)],  # never good enough
        [judged("real-masks", 0.98, count=200)],  # good enough only for the last handful
    ],
    ids=["no real masks", "never good enough", "too few answers"],
)
def test_the_fallback(known: list[Answers]) -> None:
    assert default_threshold_of(known, temperature=1.0) == FALLBACK
