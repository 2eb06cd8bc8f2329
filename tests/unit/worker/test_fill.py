"""A batch waits a moment for more images, and nothing urgent waits with it."""

from collections.abc import Sequence

import pytest

from core.work.waiting import Waiting
from worker.fill import LOOK_SECONDS, let_fill

FULL = 64


def waited(looks: Sequence[Waiting], seconds: float, *, stopping: bool = False) -> float:
    """How long it waits where it sees this, look by look, and the last of it from then on."""
    now, seen = 0.0, iter(looks)
    last = looks[0]

    def look() -> Waiting:
        nonlocal last
        last = next(seen, last)
        return last

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    let_fill(look, FULL, seconds, lambda: stopping, sleep, lambda: now)
    return now


def test_it_waits_until_the_batch_is_full() -> None:
    looks = [Waiting(3, urgent=False), Waiting(40, urgent=False), Waiting(FULL, urgent=False)]
    assert waited(looks, 1.0) == pytest.approx(2 * LOOK_SECONDS)


def test_it_waits_no_longer_than_it_is_told_to() -> None:
    assert waited([Waiting(3, urgent=False)], 0.012) == pytest.approx(0.012)


@pytest.mark.parametrize(
    "seen", [Waiting(0, urgent=False), Waiting(FULL, urgent=False), Waiting(1, urgent=True)]
)
def test_it_does_not_wait_for_nothing_nor_with_what_is_urgent(seen: Waiting) -> None:
    assert waited([seen], 1.0) == 0


def test_something_urgent_ends_the_waiting() -> None:
    assert waited([Waiting(3, urgent=False), Waiting(4, urgent=True)], 1.0) == pytest.approx(LOOK_SECONDS)


def test_a_worker_that_stops_does_not_wait() -> None:
    assert waited([Waiting(3, urgent=False)], 1.0, stopping=True) == 0
