"""Scores against cases small enough to count by hand."""

import math

import numpy as np
import pytest

from training.bootstrap import intervals
from training.metrics import confusion, expected_calibration_error, reliability, scores

TRUTH = np.array([0, 0, 0, 0, 1, 1])
PREDICTED = np.array([0, 0, 0, 1, 1, 0])


def test_rows_are_the_truth() -> None:
    assert confusion(TRUTH, PREDICTED).tolist() == [[3, 1], [1, 1]]


def test_scores_by_hand() -> None:
    scored = scores(confusion(TRUTH, PREDICTED))
    assert scored.accuracy == pytest.approx(4 / 6)
    assert (scored.recall_female, scored.recall_male) == (0.75, 0.5)
    assert scored.balanced_accuracy == 0.625


def test_a_class_without_pictures_has_no_recall() -> None:
    scored = scores(confusion(np.array([0, 0]), np.array([0, 1])))
    assert scored.accuracy == 0.5
    assert math.isnan(scored.recall_male)
    assert math.isnan(scored.balanced_accuracy)


def test_calibration_error_by_hand() -> None:
    # Two bins of two. Sure 0.6, both right: off by 0.4. Sure 0.9, one right: off by 0.4.
    truth, p_male = np.array([1, 0, 1, 0]), np.array([0.6, 0.4, 0.9, 0.9])
    assert reliability(truth, p_male, bins=2) == [(pytest.approx(0.6), 1.0, 2), (pytest.approx(0.9), 0.5, 2)]
    assert expected_calibration_error(truth, p_male, bins=2) == pytest.approx(0.4)


def test_a_perfect_forecast_is_calibrated() -> None:
    rng = np.random.default_rng(1)
    p_male = rng.uniform(0, 1, 20_000)
    truth = (rng.uniform(0, 1, 20_000) < p_male).astype(np.int64)
    assert expected_calibration_error(truth, p_male) < 0.015


def test_fewer_pictures_than_bins() -> None:
    assert expected_calibration_error(np.array([1]), np.array([0.75])) == pytest.approx(0.25)


def test_intervals_hold_the_value_and_know_the_binomial() -> None:
    truth = np.repeat([0, 1], 200)
    predicted = np.where(np.arange(400) % 10 == 0, 1 - truth, truth)  # nine in ten right
    accuracy = intervals(truth, predicted, [str(n) for n in range(400)])["accuracy"]
    assert accuracy.value == 0.9
    spread = 1.96 * math.sqrt(0.9 * 0.1 / 400)
    assert (accuracy.low, accuracy.high) == pytest.approx((0.9 - spread, 0.9 + spread), abs=0.006)


def test_copies_of_one_picture_are_one_piece_of_evidence() -> None:
    truth = np.repeat([0, 1], 200)
    predicted = np.where(np.arange(400) // 10 % 4 == 0, 1 - truth, truth)
    alone = intervals(truth, predicted, [str(n) for n in range(400)])["accuracy"]
    tens = intervals(truth, predicted, [str(n // 10) for n in range(400)])["accuracy"]
    assert tens.value == alone.value
    assert tens.high - tens.low > 2 * (alone.high - alone.low)


def test_not_one_mistake_is_no_certainty() -> None:
    truth, clusters = np.repeat([0, 1], 40), [f"c{n // 2}" for n in range(80)]
    right, wrong = intervals(truth, truth, clusters), intervals(truth, 1 - truth, clusters)
    assert (right["accuracy"].low, right["accuracy"].high) == (pytest.approx(0.9119, abs=1e-4), 1)
    assert (wrong["accuracy"].low, wrong["accuracy"].high) == (0, pytest.approx(0.0881, abs=1e-4))
    for name in ("recall_female", "recall_male", "balanced_accuracy"):  # binom.test(20, 20) of R: 0.8316
        assert right[name].low == pytest.approx(0.8316, abs=1e-4)
        assert wrong[name].high == pytest.approx(0.1684, abs=1e-4)


def test_intervals_repeat() -> None:
    clusters = list("abcdef")
    assert intervals(TRUTH, PREDICTED, clusters) == intervals(TRUTH, PREDICTED, clusters)


def test_one_class_alone_has_intervals_for_what_exists() -> None:
    scored = intervals(np.zeros(4, np.int64), np.array([0, 0, 0, 1]), list("abcd"))
    assert scored["recall_female"].value == 0.75
    assert math.isnan(scored["recall_male"].value)
    assert math.isnan(scored["recall_male"].high)
