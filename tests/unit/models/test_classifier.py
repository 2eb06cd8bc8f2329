"""Answers of a classifier, on engines of a few lines."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models.classifier import Classifier
from models.errors import EngineFailure
from models.outputs import AGE_GROUPS
from models.registry import read_card
from tests.support import artefacts
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


def says(talkative: Path, *logits: float) -> Classifier:
    """A classifier that always gives these eleven logits, of gender, age groups and mask."""
    card = read_card(artefacts.VERSION, talkative)
    calm = tuple(output.model_copy(update={"temperature": 2.0}) for output in card.outputs)
    calibration = card.calibration.model_copy(update={"temperature": 1.0})
    return Classifier(
        Always([list(logits)]),
        "litert",
        card.model_copy(update={"outputs": calm, "calibration": calibration}),
    )


def test_each_output_is_a_probability_of_its_own_with_its_own_temperature(talkative: Path) -> None:
    third = float(np.log(3))
    (said,) = says(talkative, third, 0, *[0.0] * 5, -90, -90, 0, 2 * third).classify(faces(1))
    assert (said.label, said.confidence) == ("female", pytest.approx(0.75))  # the calibration's temperature
    assert (said.mask, said.mask_confidence) == ("worn", pytest.approx(0.75))  # the output's
    assert (said.age_group, said.age_confidence) == (AGE_GROUPS[0], pytest.approx(0.2))  # the first of equals


def test_the_expected_age_is_the_mean_of_the_groups_by_their_probability(talkative: Path) -> None:
    (said,) = says(talkative, 0, 0, 0, -900, 0, *[-900.0] * 4, 0, 0).classify(faces(1))
    assert said.age_years == pytest.approx((artefacts.YEARS[0] + artefacts.YEARS[2]) / 2)


def test_a_model_without_mean_ages_gives_a_group_alone(talkative: Path) -> None:
    asked = says(talkative, *[0.0] * 11)
    ageless = tuple(output.model_copy(update={"years": None}) for output in asked.card.outputs)
    asked.card = asked.card.model_copy(update={"outputs": ageless})
    (said,) = asked.classify(faces(1))
    assert (said.age_group, said.age_years) == (AGE_GROUPS[0], None)


def test_a_model_of_gender_alone_says_nothing_else(published: Path) -> None:
    (said,) = classifier(published, [[0, 1]]).classify(faces(1))
    assert (said.age_group, said.age_confidence, said.age_years) == (None, None, None)
    assert (said.mask, said.mask_confidence) == (None, None)


def test_as_many_logits_as_the_card_says(talkative: Path) -> None:
    with pytest.raises(EngineFailure, match="shape"):
        says(talkative, 0, 1).classify(faces(1))


def test_probabilities_are_those_of_gender(talkative: Path) -> None:
    assert says(talkative, *[0.0] * 11).probabilities(faces(1)).tolist() == [[0.5, 0.5]]
