"""After a live frame a worker looks for the next one for a while, and only then."""

import time

from worker.linger import LINGER_SECONDS, Linger


def test_it_does_not_linger_without_a_live_frame() -> None:
    began = time.monotonic()
    assert not Linger().pause()
    assert time.monotonic() - began < LINGER_SECONDS


def test_it_knows_whether_one_was_here_lately() -> None:
    linger = Linger()
    assert not linger.lately
    linger.saw()
    assert linger.lately
    time.sleep(LINGER_SECONDS + 0.05)
    assert not linger.lately


def test_it_lingers_for_a_while_after_one() -> None:
    linger, began = Linger(), time.monotonic()
    linger.saw()
    looks = 0
    while linger.pause():
        looks += 1
    assert looks > 3
    assert LINGER_SECONDS <= time.monotonic() - began < LINGER_SECONDS + 10


def test_every_frame_makes_it_linger_anew() -> None:
    linger = Linger()
    linger.saw()
    while linger.pause():
        pass
    linger.saw()
    assert linger.pause()
