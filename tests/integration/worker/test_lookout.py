"""Work that nobody rings for is found, and a worker that hears no bell is started again."""

import signal
import time
from collections.abc import Iterator

import pytest
import redis as redis_client

import worker.lookout
from core.doorbell import QUEUE, Doorbell, make_celery
from core.settings import Settings
from tests.support.factories import create_settings
from tests.support.processes import wait_for
from worker.lookout import Lookout


class Worker:
    """What a lookout sees of its worker."""

    def __init__(self, doorbell: Doorbell) -> None:
        self.heard = 0.0
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
    for name, seconds in (("LOOK_SECONDS", 0.01), ("DEAF_SECONDS", 0.2), ("STUCK_SECONDS", 0.3)):
        monkeypatch.setattr(worker.lookout, name, seconds)
    celery = make_celery(create_settings(redis_settings.home, redis_url=redis_settings.broker_url))
    doorbell = Doorbell(celery, batch_max=10)
    doorbell.ring(1)
    yield Worker(doorbell)
    celery.close()


def looks(seen: Worker, seconds: float = 0.3) -> list[signal.Signals]:
    """Let it look again and again for longer than a worker may be deaf."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        seen.lookout.look_around()
        time.sleep(0.02)
    seen.lookout.look_around()
    return seen.signals


def test_it_looks_for_work_again_and_again(deaf: Worker) -> None:
    deaf.lookout.open()
    wait_for(lambda: deaf.looked > 3)
    deaf.lookout.close()


def test_a_worker_beside_a_bell_that_it_does_not_hear_is_asked_to_stop_once(deaf: Worker) -> None:
    assert looks(deaf) == [signal.SIGTERM]


def test_one_that_does_not_stop_is_killed(deaf: Worker) -> None:
    assert looks(deaf, 1)[:2] == [signal.SIGTERM, signal.SIGKILL]


def test_a_busy_one_is_left_alone(deaf: Worker) -> None:
    deaf.idle = False
    assert looks(deaf) == []


def test_one_that_hears_is_left_alone(deaf: Worker) -> None:
    until = time.monotonic() + 0.4
    while time.monotonic() < until:
        deaf.heard = time.monotonic()
        deaf.lookout.look_around()
    assert deaf.signals == []


def test_one_beside_other_bells_each_time_is_left_alone(deaf: Worker, redis: redis_client.Redis) -> None:
    """Somebody takes them: there are many."""
    until = time.monotonic() + 0.4
    while time.monotonic() < until:
        redis.rpush(QUEUE, str(time.monotonic()))
        deaf.lookout.look_around()
    assert deaf.signals == []


def test_one_is_left_alone_where_no_bell_lies(deaf: Worker, redis: redis_client.Redis) -> None:
    redis.flushall()
    assert looks(deaf) == []
    assert deaf.looked > 3
