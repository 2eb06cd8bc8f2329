"""What is held for a while: one asks, and whoever comes meanwhile is told what was known."""

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.support.processes import wait_for
from web.observing.held import Held


class Slow:
    """Answers once it may; counts."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.may.set()
        self.asked = 0

    def ask(self) -> tuple[int, float]:
        self.asked += 1
        self.may.wait(10)
        return self.asked, 0.0


def test_nobody_waits_behind_who_asks() -> None:
    slow = Slow()
    held = Held(slow.ask)
    assert held.get() == 1
    slow.may.clear()
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(held.get)
        wait_for(lambda: slow.asked == 2)
        assert held.get() == 1
        slow.may.set()
        assert asking.result() == 2


def test_what_is_too_old_is_waited_for() -> None:
    slow = Slow()
    held = Held(slow.ask, oldest=0)
    assert [held.get(), held.get()] == [1, 2]


def test_an_answer_holds_as_long_as_it_says() -> None:
    asked = iter([(1, 60.0), (2, 60.0)])
    held = Held(lambda: next(asked))
    assert [held.get(), held.get()] == [1, 1]
