"""After a live frame a worker looks for the next one for a while, and only then."""

from types import SimpleNamespace

import pytest

from worker import linger
from worker.linger import LINGER_SECONDS, LOOK_SECONDS, Linger


class Clock:
    """Goes on while somebody sleeps, and when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(linger, "time", SimpleNamespace(monotonic=lambda: made.now, sleep=made.sleep))
    return made


def test_it_does_not_linger_without_a_live_frame(clock: Clock) -> None:
    before = clock.now
    assert not Linger().pause()
    assert clock.now == before


def test_it_knows_whether_one_was_here_lately(clock: Clock) -> None:
    linger = Linger()
    assert not linger.lately
    linger.saw()
    assert linger.lately
    clock.sleep(LINGER_SECONDS + 0.05)
    assert not linger.lately


def test_it_lingers_for_a_while_after_one(clock: Clock) -> None:
    linger, began, looks = Linger(), clock.now, 0
    linger.saw()
    while linger.pause():
        looks += 1
    assert looks > 3
    assert LINGER_SECONDS <= clock.now - began < LINGER_SECONDS + 2 * LOOK_SECONDS


def test_every_frame_makes_it_linger_anew() -> None:
    linger = Linger()
    linger.saw()
    while linger.pause():
        pass
    linger.saw()
    assert linger.pause()
