"""Answers of a classifier, on engines of a few lines."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.classifier import Classifier
from models.errors import EngineFailure
from models.registry import read_card
from tests.unit.models.artefact import VERSION


class Always:
    """An engine that gives the same rows whatever it sees."""

    def __init__(self, rows: list[list[float]]) -> None:
        self._rows = np.array(rows, np.float32)

    def logits(self, inputs: NDArray[np.uint8]) -> NDArray[np.float32]:
        return self._rows


def classifier(published: Path, rows: list[list[float]]) -> Classifier:
    return Classifier(Always(rows), "litert", read_card(VERSION, published))


def faces(count: int) -> NDArray[np.uint8]:
    return np.zeros((count, 96, 96, 3), np.uint8)


def test_labels_and_calibrated_confidence(published: Path) -> None:
    # The card's temperature is 2, so a difference of 2 ln 3 is a probability of three quarters.
    far = 2 * float(np.log(3))
    first, second = classifier(published, [[far, 0], [0, far]]).classify(faces(2))
    assert (first.label, second.label) == ("female", "male")
    assert first.confidence == pytest.approx(0.75)
    assert (first.p_female, first.p_male) == pytest.approx((0.75, 0.25))
    assert (second.p_female, second.p_male) == pytest.approx((0.25, 0.75))


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_logits_that_are_no_numbers_fail(published: Path, bad: float) -> None:
    with pytest.raises(EngineFailure, match="not finite"):
        classifier(published, [[0, 1], [bad, 0]]).classify(faces(2))


@pytest.mark.parametrize(
    "rows", [[[0.0, 1.0]], [[0.0, 1.0, 2.0]] * 2], ids=["a row short", "a class too many"]
)
def test_logits_of_another_shape_fail(published: Path, rows: list[list[float]]) -> None:
    with pytest.raises(EngineFailure, match="shape"):
        classifier(published, rows).classify(faces(2))


@pytest.mark.parametrize(
    "inputs", [faces(0), np.zeros((1, 95, 96, 3), np.uint8), np.zeros((96, 96, 3), np.uint8), faces(1) / 255]
)
def test_other_inputs_are_refused(published: Path, inputs: NDArray[np.uint8]) -> None:
    with pytest.raises(EngineFailure, match="inputs must be"):
        classifier(published, [[0, 1]]).classify(inputs)
