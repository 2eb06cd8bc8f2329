"""Work that nobody rings for is found, and a worker that hears no bell is started again."""

import signal
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import redis as redis_client

import worker.lookout
from core.doorbell import QUEUE, Doorbell, make_celery
from core.settings import Settings
from tests.support.factories import create_settings
from tests.support.processes import wait_for
from worker.lookout import DEAF_SECONDS, FIRST_LOOK_SECONDS, STUCK_SECONDS, Lookout


class Worker:
    """What a lookout sees of its worker, and the clock that it sees it by."""

    def __init__(self, doorbell: Doorbell) -> None:
        self.now, self.heard = 1000.0, 0.0
        self.idle = True
        self.looked = 0
        self.signals: list[signal.Signals] = []
        self.lookout = Lookout(doorbell, lambda: self.heard, self.look, self.signals.append)

    def look(self) -> bool:
        self.looked += 1
        return self.idle


@pytest.fixture
def deaf(
    redis: redis_client.Redis, redis_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Worker]:
    """One beside which a bell lies."""
    celery = make_celery(create_settings(redis_settings.home, redis_url=redis_settings.broker_url))
    doorbell = Doorbell(celery, batch_max=10)
    doorbell.ring(1)
    made = Worker(doorbell)
    monkeypatch.setattr(worker.lookout, "time", SimpleNamespace(monotonic=lambda: made.now))
    yield made
    celery.close()


def looks(seen: Worker, seconds: float) -> Iterator[None]:
    """Let it look again and again for so long; each time something else may happen first."""
    until = seen.now + seconds
    while seen.now <= until:
        yield
        seen.lookout.look_around()
        seen.now += FIRST_LOOK_SECONDS


def signals(seen: Worker, seconds: float) -> list[signal.Signals]:
    """What it has sent after so long."""
    for _ in looks(seen, seconds):
        pass
    return seen.signals


def test_it_looks_for_work_again_and_again(deaf: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOOK_SECONDS", "FIRST_LOOK_SECONDS"):
        monkeypatch.setattr(worker.lookout, name, 0.01)
    deaf.lookout.open()
    wait_for(lambda: deaf.looked > 3)
    deaf.lookout.close()


def test_a_worker_beside_a_bell_that_it_does_not_hear_is_asked_to_stop_once(deaf: Worker) -> None:
    assert signals(deaf, DEAF_SECONDS) == []
    assert signals(deaf, STUCK_SECONDS) == [signal.SIGTERM]


def test_one_that_does_not_stop_is_killed(deaf: Worker) -> None:
    assert signals(deaf, DEAF_SECONDS + STUCK_SECONDS + 2)[:2] == [signal.SIGTERM, signal.SIGKILL]


def test_a_busy_one_is_left_alone(deaf: Worker) -> None:
    deaf.idle = False
    assert signals(deaf, 2 * DEAF_SECONDS) == []


def test_one_that_hears_is_left_alone(deaf: Worker) -> None:
    for _ in looks(deaf, 2 * DEAF_SECONDS):
        deaf.heard = deaf.now
    assert deaf.signals == []


def test_one_beside_other_bells_each_time_is_left_alone(deaf: Worker, redis: redis_client.Redis) -> None:
    """Somebody takes them: there are many."""
    for _ in looks(deaf, 2 * DEAF_SECONDS):
        redis.rpush(QUEUE, str(deaf.now))
    assert deaf.signals == []


def test_one_is_left_alone_where_no_bell_lies(deaf: Worker, redis: redis_client.Redis) -> None:
    redis.flushall()
    assert signals(deaf, 2 * DEAF_SECONDS) == []
    assert deaf.looked > 3
