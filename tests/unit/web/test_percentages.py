"""A percentage has as many decimals as decide something."""

import pytest

from web.words.numbers import SPACE, confidence, measured, percent, plain_percent, probabilities


@pytest.mark.parametrize(
    ("share", "threshold", "said"),
    [
        (0.874, 0.95, "87"),
        (0.8994, 0.9, "89.9"),  # cut: it is under the threshold
        (0.9049, 0.9, "90.4"),
        (0.912, 0.9, "91"),
        (0.984, 0.9, "98"),
        (0.9889, 0.9, "98.8"),  # else 99 would stand beside 99.0
        (0.9999, 0.9, "99.9"),  # never certain
        (0.004, None, "0.4"),
        (0.9, None, "90"),
    ],
)
def test_a_confidence_has_a_decimal_where_it_decides(
    share: float, threshold: float | None, said: str
) -> None:
    assert confidence(share, threshold) == f"{said}{SPACE}%"


@pytest.mark.parametrize(
    ("female", "male", "said"),
    [
        (0.9031, 0.0969, ("90.3", "9.7")),  # the higher one is near the threshold
        (0.0969, 0.9031, ("9.7", "90.3")),
        (0.625, 0.375, ("62", "38")),
        (0.0001, 0.9999, ("0.1", "99.9")),
        (0.5, 0.5, ("50", "50")),
    ],
)
def test_both_probabilities_of_a_face_have_as_many_decimals_and_make_100_together(
    female: float, male: float, said: tuple[str, str]
) -> None:
    assert probabilities(female, male, 0.9) == tuple(f"{each}{SPACE}%" for each in said)


def test_what_was_measured_has_one_decimal_what_was_set_as_many_as_it_has_and_the_rest_none() -> None:
    assert measured(0.95) == f"95.0{SPACE}%"
    assert (plain_percent(0.9), plain_percent(0.9947)) == (f"90{SPACE}%", f"99.47{SPACE}%")
    assert percent(0.666) == f"67{SPACE}%"
