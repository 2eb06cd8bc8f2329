"""Softmax and temperature."""

import numpy as np
import pytest

from models.probability import probabilities


def test_softmax_by_hand() -> None:
    assert probabilities(np.array([[0.0, np.log(3)]], np.float32), 1) == pytest.approx(
        np.array([[0.25, 0.75]])
    )


def test_temperature_divides_the_logits() -> None:
    warm = probabilities(np.array([[0.0, 2 * np.log(3)]], np.float32), 2)
    assert warm == pytest.approx(np.array([[0.25, 0.75]]))


def test_huge_logits_do_not_overflow() -> None:
    assert probabilities(np.array([[-3e38, 3e38]], np.float32), 0.25).tolist() == [[0.0, 1.0]]
