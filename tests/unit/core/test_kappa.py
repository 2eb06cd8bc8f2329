"""Kappa as textbooks have it, with the intervals."""

from collections import Counter
from random import Random

import pytest

from core.reviews.kappa import cohen, fleiss

# Fleiss, Statistical Methods for Rates and Proportions, 2nd edition, table 13.1: 100 people, two raters.
PSYCHOSES = {
    ("p", "p"): 75, ("p", "n"): 1, ("p", "o"): 4, ("n", "p"): 5, ("n", "n"): 4, ("n", "o"): 1, ("o", "o"): 10,
}  # fmt: skip
# The example of Wikipedia's article on Fleiss' kappa: 14 raters, 10 subjects, 5 categories; kappa 0.210.
FOURTEEN = [
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
]  # fmt: skip
# Fleiss 1971, table 1: 30 patients, 6 psychiatrists, 5 diagnoses; kappa 0.430.
DIAGNOSES = [
    (0, 0, 0, 6, 0), (0, 3, 0, 0, 3), (0, 1, 4, 0, 1), (0, 0, 0, 0, 6), (0, 3, 0, 3, 0),
    (2, 0, 4, 0, 0), (0, 0, 4, 0, 2), (2, 0, 3, 1, 0), (2, 0, 0, 4, 0), (0, 0, 0, 0, 6),
    (1, 0, 0, 5, 0), (1, 1, 0, 4, 0), (0, 3, 3, 0, 0), (1, 0, 0, 5, 0), (0, 2, 0, 3, 1),
    (0, 0, 5, 0, 1), (3, 0, 0, 1, 2), (5, 1, 0, 0, 0), (0, 2, 0, 4, 0), (1, 0, 2, 0, 3),
    (0, 0, 0, 0, 6), (0, 1, 0, 5, 0), (0, 2, 0, 1, 3), (2, 0, 0, 4, 0), (1, 0, 0, 4, 1),
    (0, 5, 0, 1, 0), (4, 0, 0, 0, 2), (0, 2, 0, 4, 0), (1, 0, 5, 0, 0), (0, 0, 0, 0, 6),
]  # fmt: skip


@pytest.mark.parametrize(
    ("both", "yes_no", "no_yes", "neither", "expected"),
    [(20, 5, 10, 15, 0.4), (45, 15, 25, 15, 0.1304), (25, 35, 5, 35, 0.2593)],
)
def test_cohens_of_two_labels_is_the_textbooks(
    both: int, yes_no: int, no_yes: int, neither: int, expected: float
) -> None:
    kappa = cohen({("y", "y"): both, ("y", "n"): yes_no, ("n", "y"): no_yes, ("n", "n"): neither})
    assert kappa is not None
    assert kappa.value == pytest.approx(expected, abs=5e-5)
    assert kappa.agreed == (both + neither) / kappa.faces


def test_cohens_interval_is_the_textbooks() -> None:
    """There: kappa 0.68 with a standard error of 0.087, which it reckons with the rounded kappa."""
    kappa = cohen(PSYCHOSES)
    assert kappa is not None
    assert kappa.value == pytest.approx(0.676, abs=5e-4)
    assert kappa.low is not None
    assert kappa.high is not None
    assert (kappa.high - kappa.low) / 2 / 1.96 == pytest.approx(0.087, abs=1e-3)
    assert (kappa.agreed, kappa.faces) == (pytest.approx(0.89), 100)


@pytest.mark.parametrize(("rows", "expected"), [(FOURTEEN, 0.210), (DIAGNOSES, 0.430)])
def test_fleiss_is_the_textbooks(rows: list[tuple[int, ...]], expected: float) -> None:
    kappa = fleiss(Counter(rows))
    assert kappa is not None
    assert kappa.value == pytest.approx(expected, abs=5e-4)
    assert kappa.faces == len(rows)


def test_fleiss_interval_is_about_what_drawing_again_gives() -> None:
    """A bootstrap by face of the diagnoses."""
    kappa = fleiss(Counter(DIAGNOSES))
    assert kappa is not None
    assert kappa.high is not None
    assert kappa.low is not None
    luck = Random(6)
    drawn = [fleiss(Counter(luck.choices(DIAGNOSES, k=len(DIAGNOSES)))) for _ in range(400)]
    values = sorted(each.value for each in drawn if each is not None and each.value is not None)
    spread = values[round(0.975 * len(values)) - 1] - values[round(0.025 * len(values))]
    assert kappa.high - kappa.low == pytest.approx(spread, rel=0.25)


def test_faces_may_have_different_numbers_of_opinions() -> None:
    """By hand: agreement (1 + 1/3 + 0) / 3, shares 4/8 and 4/8."""
    kappa = fleiss({(3, 0): 1, (1, 2): 1, (0, 2): 0, (1, 0): 9, (0, 1): 9, (1, 1): 1})
    assert kappa is not None
    shares = (5 / 8) ** 2 + (3 / 8) ** 2
    assert kappa.agreed == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert kappa.value == pytest.approx(((1 + 1 / 3) / 3 - shares) / (1 - shares))


def test_of_nothing_and_of_one_label_nothing_is_told() -> None:
    assert cohen({}) is None
    assert fleiss({(1, 0): 5}) is None
    for kappa in (cohen({("f", "f"): 9}), fleiss({(2, 0): 9})):
        assert kappa is not None
        assert (kappa.agreed, kappa.value, kappa.low) == (1, None, None)
    few = fleiss({(2, 0): 1, (0, 2): 1})
    assert few is not None
    assert (few.value, few.low, few.high) == (1, None, None)
