"""Which runs of tests leave out what takes long."""

import pytest

from tests.support.thorough import leaves_thorough_out


@pytest.mark.parametrize("chosen", ["not thorough", "not  (thorough)", "not thorough and not e2e"])
def test_runs_without_thorough_tests(chosen: str) -> None:
    assert leaves_thorough_out(chosen)
    assert leaves_thorough_out(f"({chosen}) and postgres")


@pytest.mark.parametrize("chosen", ["", "thorough", "thorough or not thorough", "postgres", "not e2e"])
def test_runs_that_may_have_some(chosen: str) -> None:
    assert not leaves_thorough_out(chosen)
