"""Who hangs over a piece of work is killed; who works, rests or was stopped is not."""

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkProcess
from typing import Protocol

import pytest

from tests.support.processes import wait_for
from worker import watch
from worker.watch import BULK_LANE, FAST_LANE, Watch, Watched

# A pool forks beside the thread that watches, too.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
fork = multiprocessing.get_context("fork")
SECONDS = 1.0


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK_SECONDS", 0.05)
    monkeypatch.setattr(watch, "UNREPLACED_SECONDS", 0.3)


@pytest.fixture(autouse=True)
def ended(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether this process, as the parent, would have ended."""
    seen: list[bool] = []
    monkeypatch.setattr(watch, "_end_worker", lambda: seen.append(True))
    return seen


class Run(Protocol):
    """Starts a watched child in a place, with its two lanes."""

    def __call__(self, work: Callable[[Watched, Watched], None], place: int = 0) -> ForkProcess: ...


@pytest.fixture
def run() -> Iterator[Run]:
    watching, started = Watch(2, SECONDS), list[ForkProcess]()

    def start(work: Callable[[Watched, Watched], None], place: int = 0) -> ForkProcess:
        def child() -> None:
            watching.join(place)
            work(watching.lane(place, BULK_LANE), watching.lane(place, FAST_LANE))

        started.append(fork.Process(target=child))
        started[-1].start()
        return started[-1]

    watching.start()
    yield start
    watching.stop()
    for process in started:
        process.kill()
        process.join()


def hang(lane: Watched) -> None:
    with lane():
        time.sleep(60)


def work(lane: Watched) -> None:
    for _ in range(12):
        with lane():
            time.sleep(SECONDS / 7)


@pytest.mark.parametrize("lane", [BULK_LANE, FAST_LANE])
def test_who_hangs_is_killed_and_nobody_else(run: Run, lane: int) -> None:
    other = run(lambda bulk, _fast: work(bulk), 1)
    hanging = run(lambda *lanes: hang(lanes[lane]))
    hanging.join(60)
    assert hanging.exitcode == -signal.SIGKILL
    other.join(60)
    assert other.exitcode == 0


def test_who_rests_lives(run: Run) -> None:
    resting = run(lambda *_: time.sleep(2 * SECONDS))
    resting.join(60)
    assert resting.exitcode == 0


def test_who_hangs_in_one_lane_while_the_other_works_is_killed(run: Run) -> None:
    def both(bulk: Watched, fast: Watched) -> None:
        with bulk():
            while True:
                work(fast)

    hanging = run(both)
    hanging.join(60)
    assert hanging.exitcode == -signal.SIGKILL


def test_the_next_one_in_its_place_begins_anew(run: Run) -> None:
    run(lambda bulk, _fast: hang(bulk)).join(60)
    resting = run(lambda *_: time.sleep(2 * SECONDS), 0)
    resting.join(60)
    assert resting.exitcode == 0


def test_a_worker_whose_dead_nobody_looks_after_ends(run: Run, ended: list[bool]) -> None:
    run(lambda bulk, _: None)
    wait_for(lambda: ended)


def test_one_whose_dead_are_looked_after_does_not(run: Run, ended: list[bool]) -> None:
    run(lambda bulk, _: None).join()
    run(lambda bulk, _: time.sleep(60))
    time.sleep(0.6)
    assert not ended
