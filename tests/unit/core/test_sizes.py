"""Sizes in the unit that fits."""

import pytest

from core.sizes import size_words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"), (999, "999 B"), (3_849, "3.8 kB"), (9_960, "10 kB"), (999_600, "1.0 MB"),
        (45_200_000_000, "45 GB"), (2.5e15, "2,500 TB"),
    ],
)  # fmt: skip
def test_the_unit_fits(count: float, words: str) -> None:
    assert size_words(count) == words
