"""Age and mask against cases counted by hand."""

from pathlib import Path

import numpy as np
import pytest

from models.outputs import AGE_GROUPS, GENDER, MASK, Output
from tests.unit.training.answered import answers, certain
from training.answers import Answers
from training.further import calibrated_outputs, measure_ages, measure_masks

ROOT = Path("/d")
YEARS = (16.0, 25.0, 35.0, 45.0, 55.0, 65.0, 80.0)
OUTPUTS = (
    Output(name="gender", classes=GENDER),
    Output(name="age_group", classes=AGE_GROUPS, years=YEARS),
    Output(name="mask", classes=MASK),
)


def said(name: str, groups: list[int], worn: list[int], masks: str = "drawn", margin: float = 50) -> Answers:
    """Women and men in turn, all recognised; age groups and masks as given, as good as certain."""
    truth = np.arange(len(groups)) % 2
    logits = np.hstack([certain(truth), margin * np.eye(7)[groups], margin * np.eye(2)[worn]])
    return answers(name, truth, logits, masks=masks)


def rows(ages: list[str]) -> dict[str, dict[str, str]]:
    return {f"{('Female', 'Male')[n % 2]}/{n}.jpg": {"age": age} for n, age in enumerate(ages)}


def test_ages_by_hand() -> None:
    asked = said("test", [0, 1, 1, 3, 6, 6], [1] * 6)
    table = rows(["16", "28", "45", "30", "86", "senior"])  # the third is two groups off, the last unknown
    (measured,) = measure_ages([asked], OUTPUTS, ROOT, table)
    assert (measured.set, measured.n) == ("test", 5)
    assert measured.within_one_group.value == pytest.approx(4 / 5)
    assert measured.mean_absolute_error_years.value == pytest.approx((0 + 3 + 20 + 15 + 6) / 5)
    assert measured.mean_absolute_error_years.low < 8.8 < measured.mean_absolute_error_years.high


def test_the_expected_age_lies_between_the_groups() -> None:
    asked = said("test", [1, 1], [1, 1], margin=0)  # knows nothing: every group is as likely
    (measured,) = measure_ages([asked], OUTPUTS, ROOT, rows(["20", "20"]))
    assert measured.mean_absolute_error_years.value == pytest.approx(np.mean(YEARS) - 20)


def test_masks_are_told_from_the_bare_faces_of_another_set() -> None:
    drawn, bare = (
        said("test", [1] * 4, [1, 1, 1, 0]),
        said("test-without-masks", [1] * 4, [0, 0, 1, 1], "none"),
    )
    real = said("real-masks-framed", [1] * 4, [1] * 4, "real")
    other = said("validation-without-masks", [1] * 4, [0, 0, 1, 1], "none")
    measured = {each.set: each for each in measure_masks([drawn, bare, real, other], OUTPUTS)}
    assert measured["test and test-without-masks"].balanced_accuracy.value == pytest.approx((0.75 + 0.5) / 2)
    assert measured["real-masks-framed and validation-without-masks"].balanced_accuracy.value == 0.75
    assert measured["test and test-without-masks"].n == 8


def test_a_network_of_gender_alone_says_neither() -> None:
    asked = answers("test", [0, 1], certain([0, 1]), masks="drawn")
    assert measure_ages([asked], OUTPUTS[:1], ROOT, rows(["20", "30"])) == []
    assert measure_masks([asked], OUTPUTS[:1]) == []
    assert [each.name for each in calibrated_outputs([asked], ROOT, {})] == ["gender"]


def test_without_a_table_there_are_no_ages() -> None:
    assert measure_ages([said("test", [0, 1], [1, 1])], OUTPUTS, ROOT, {}) == []


def test_temperatures_are_those_that_the_answers_warrant() -> None:
    rng, count = np.random.default_rng(4), 4000
    ages = rng.integers(13, 90, count)
    truth = np.digitize(ages, (20, 30, 40, 50, 60, 70))
    told = np.where(rng.random(count) < 0.6, truth, rng.integers(0, 7, count))
    worn = (rng.random(count) < 0.9).astype(int).tolist()
    sure = said("validation", told.tolist(), worn, margin=8)
    off = (rng.random(count) < 0.1).astype(int).tolist()
    bare = said("validation-without-masks", [0] * count, off, "none", 8)
    table = rows([str(age) for age in ages])
    gender, age, mask = calibrated_outputs([sure, bare], ROOT, table)
    right = 0.6 + 0.4 / 7  # so the margin should be the logarithm of its odds against one of six others
    assert gender.temperature == 1
    assert age.temperature == pytest.approx(8 / np.log(right / ((1 - right) / 6)), rel=0.1)
    assert mask.temperature == pytest.approx(8 / np.log(9), rel=0.1)
    assert age.years is not None
