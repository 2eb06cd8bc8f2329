"""The doorbell and the sweeper that rings it again, on a real Redis."""

import logging
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as redis_client

from core.database import Database
from core.doorbell import QUEUE, Doorbell, make_celery
from core.settings import Settings
from tests.support.factories import claim_some, create_job, create_settings, end_some, image_states
from tests.support.processes import kill
from tests.support.redis_server import redis_server
from worker.sweeper import sweep


@pytest.fixture
def doorbell(redis: redis_client.Redis, redis_settings: Settings) -> Iterator[Doorbell]:
    celery = make_celery(create_settings(redis_settings.home, redis_url=redis_settings.broker_url))
    yield Doorbell(celery, batch_max=10)
    celery.close()


@pytest.mark.parametrize(("images", "rings"), [(0, 0), (1, 1), (10, 1), (11, 2), (10_000, 16)])
def test_it_wakes_as_many_as_there_is_work_for(
    doorbell: Doorbell, redis: redis_client.Redis, images: int, rings: int
) -> None:
    doorbell.ring(images)
    assert redis.llen(QUEUE) == rings


def test_a_ring_carries_nothing(doorbell: Doorbell, redis: redis_client.Redis) -> None:
    doorbell.ring(1)
    message = redis.lindex(QUEUE, 0)
    assert b'"body": "W1tdLCB7fSwg' in message  # base64 of [[], {}, …: no arguments


def test_it_answers_while_redis_is_there(doorbell: Doorbell) -> None:
    assert doorbell.answers()


def test_a_bell_that_waits_to_be_heard_is_enough(doorbell: Doorbell, redis: redis_client.Redis) -> None:
    doorbell.ring_unless_ringing(1)
    doorbell.ring_unless_ringing(100)
    assert redis.llen(QUEUE) == 1


def test_the_next_bell_is_the_one_that_lies_longest(doorbell: Doorbell, redis: redis_client.Redis) -> None:
    assert doorbell.next_bell() is None
    doorbell.ring(20)
    longest = redis.lindex(QUEUE, -1)
    assert doorbell.next_bell() == longest != redis.lindex(QUEUE, 0)


def test_a_missing_redis_is_logged_and_waited_for(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    away = create_settings(settings.home, redis_url=f"redis+socket://{settings.home}/nowhere.sock")
    celery = make_celery(away)
    bell, begin = Doorbell(celery, 10), time.monotonic()
    with caplog.at_level(logging.WARNING):
        assert not bell.ring(100)
        assert not bell.ring_unless_ringing(1)
    assert not bell.answers()
    assert bell.next_bell() is None
    assert time.monotonic() - begin < 20
    assert "cannot be rung" in caplog.text
    celery.close()


def test_a_hanging_redis_is_soon_given_up(tmp_path: Path) -> None:
    hanging = create_settings(tmp_path)
    celery = make_celery(hanging)
    with redis_server(hanging) as redis:
        pid = redis.info("server")["process_id"]
        kill(pid, signal.SIGSTOP)
        begin = time.monotonic()
        assert not Doorbell(celery, 10).ring(1)
        assert time.monotonic() - begin < 20
        kill(pid, signal.SIGCONT)
        assert Doorbell(celery, 10).ring(1)
    celery.close()


def test_the_sweeper_rings_for_forgotten_work(
    database: Database, doorbell: Doorbell, redis: redis_client.Redis
) -> None:
    create_job(database, 25)
    sweep(database, doorbell)
    assert redis.llen(QUEUE) == 3


def test_the_sweeper_is_silent_when_all_is_done(
    database: Database, doorbell: Doorbell, redis: redis_client.Redis
) -> None:
    create_job(database, 1)
    end_some(database)
    sweep(database, doorbell)
    assert redis.llen(QUEUE) == 0


def test_the_sweeper_releases_what_was_lost(database: Database, doorbell: Doorbell) -> None:
    job = create_job(database, 1)
    claim_some(database, lease=0.01)
    time.sleep(0.03)
    sweep(database, doorbell)
    assert image_states(database, job) == ["waiting"]
