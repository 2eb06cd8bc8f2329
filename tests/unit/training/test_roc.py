"""The area under the curve on examples small enough to count pairs."""

import math

import numpy as np
import pytest

from training.roc import area, area_with_interval, roc_curve

TRUTH, SCORES = np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])


@pytest.mark.parametrize(
    ("truth", "scores", "expected"),
    [
        (TRUTH, SCORES, 0.75),  # three of four pairs are in order
        (TRUTH, np.array([0.1, 0.2, 0.8, 0.9]), 1.0),
        (TRUTH, np.array([0.8, 0.9, 0.1, 0.2]), 0.0),
        (TRUTH, np.full(4, 0.5), 0.5),
        (TRUTH, np.array([0.1, 0.5, 0.5, 0.9]), 0.875),  # one tie of four pairs
    ],
)
def test_pairs_in_order(truth: np.ndarray, scores: np.ndarray, expected: float) -> None:
    assert area(truth, scores) == pytest.approx(expected)


def test_the_curve_by_hand() -> None:
    points = roc_curve(TRUTH, SCORES)
    assert points.tolist() == [[0, 0], [0, 0.5], [0.5, 0.5], [0.5, 1], [1, 1]]


def test_the_area_is_that_under_the_curve_also_with_ties() -> None:
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 2, 500)
    scores = np.round(rng.normal(truth, 1.0), 1)
    points = roc_curve(truth, scores)
    assert area(truth, scores) == pytest.approx(np.trapezoid(points[:, 1], points[:, 0]))


def test_the_interval_holds_the_value_and_copies_widen_it() -> None:
    rng = np.random.default_rng(6)
    truth = np.repeat(rng.integers(0, 2, 60), 5)
    scores = np.repeat(rng.normal(truth[::5], 1.0), 5)
    alone = area_with_interval(truth, scores, [str(index) for index in range(300)])
    copies = area_with_interval(truth, scores, [str(index // 5) for index in range(300)])
    assert alone.low < alone.value < alone.high
    assert copies.value == alone.value
    assert copies.high - copies.low > 1.8 * (alone.high - alone.low)


def test_one_class_alone_has_no_area() -> None:
    assert math.isnan(area(np.array([1, 1]), np.array([0.2, 0.3])))
    assert math.isnan(area_with_interval(np.array([1, 1]), np.array([0.2, 0.3]), ["a", "b"]).low)
