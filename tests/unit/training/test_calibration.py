"""Temperature scaling."""

import numpy as np
import pytest

from tests.unit.training.answered import answers
from training.answers import Answers
from training.calibration import fit_temperature, fitting_half
from training.measure import calibrate


def too_sure_by(factor: float, count: int = 20_000) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are `factor` times what the labels warrant."""
    rng = np.random.default_rng(2)
    honest = rng.normal(0, 2, count)
    truth = (rng.uniform(0, 1, count) < 1 / (1 + np.exp(-honest))).astype(np.int64)
    return np.stack([np.zeros(count), factor * honest], axis=1).astype(np.float32), truth


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_it_finds_by_how_much_a_network_is_too_sure(factor: float) -> None:
    assert fit_temperature([too_sure_by(factor)]) == pytest.approx(factor, rel=0.05)


def test_a_small_set_counts_as_much_as_a_large_one() -> None:
    large, small = too_sure_by(1.0, 20_000), too_sure_by(4.0, 2_000)
    assert 1.5 < fit_temperature([large, small]) < 3.9


def test_halves_keep_clusters_whole_and_are_about_even() -> None:
    clusters = [f"c{n // 3}" for n in range(3000)]
    half = fitting_half(clusters)
    assert 0.4 < half.mean() < 0.6
    assert (half.reshape(-1, 3).min(axis=1) == half.reshape(-1, 3).max(axis=1)).all()
    assert (half == fitting_half(clusters)).all()


def sure(name: str, factor: float, count: int = 4_000) -> Answers:
    """Too sure by `factor`; eleven logits, of which the first two are the gender's."""
    logits, truth = too_sure_by(factor, count)
    others = np.random.default_rng(1).normal(0, 9, (count, 9))
    return answers(name, truth, np.hstack([logits, others]), inputs=np.zeros((count, 1, 1, 3), np.uint8))


def test_the_wanted_sets_are_fitted_and_measured_both_ways() -> None:
    answered = [sure("validation", 1.0), sure("real-masks", 3.0)]
    calibration = calibrate(answered, ("real-masks",))
    assert calibration.temperature == pytest.approx(3, rel=0.1)
    errors = {error.set: error for error in calibration.expected_calibration_error}
    halves = [errors["real-masks, first half"], errors["real-masks, second half"]]
    assert sum(half.n for half in halves) == 4_000
    assert all(half.after < half.before for half in halves)
    assert errors["validation"].n == 4_000


def test_a_wanted_set_that_is_not_there_leaves_the_choice_to_the_others() -> None:
    calibration = calibrate([sure("validation", 2.0)], ("real-masks",))
    assert calibration.fitted_on.startswith("validation;")
