"""Redis loses everything, dies, is full or says nonsense: the work is in SQL and goes on."""

import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import redis as redis_client

from bench.running import Running
from core.doorbell import QUEUE, TASK, make_celery
from core.settings import Settings
from tests.faults.causes import (
    double_rings,
    flush_redis,
    full_redis,
    kill_family,
    no_redis,
    restart_redis,
    stopped,
)
from tests.faults.garbage import GARBAGE
from tests.faults.pictures import expected_label
from tests.faults.poison import Harm, poison
from tests.faults.recorder import Recorder
from tests.faults.systems import on_both_databases
from tests.support.files import plain, portrait
from tests.support.processes import part, wait_for
from tests.support.running import labels, readiness, upload, wait_until_ready

pytestmark = pytest.mark.timeout(600)
AWAY_SECONDS = 60


def hears(redis: redis_client.Redis) -> bool:
    """Whether a consumer waits for a bell."""
    return any(client["cmd"] == "brpop" for client in redis.client_list())


def answers(redis: redis_client.Redis) -> bool:
    with suppress(redis_client.RedisError):
        return bool(redis.ping())
    return False


def pictures() -> list[bytes]:
    return [plain("PNG", (2000, 2000))] * 20 + [portrait(n) for n in range(10)]


@pytest.mark.fault("FLUSHALL", "everything in Redis forgotten after an upload")
def test_everything_in_redis_is_forgotten(
    fragile: Running, outcome: Recorder, redis: redis_client.Redis
) -> None:
    outcome.upload(pictures())
    flush_redis(redis)
    outcome.healed()
    outcome.check()


@pytest.mark.parametrize("keep", [False, pytest.param(True, marks=pytest.mark.thorough)])
@pytest.mark.fault("Redis restarted", "kill -9 after an upload, with and without its data; another upload")
def test_redis_starts_again(fragile: Running, outcome: Recorder, keep: bool) -> None:
    outcome.upload(pictures())
    restart_redis(fragile, keep=keep)
    outcome.healed()
    wait_until_ready(fragile)
    outcome.upload(pictures())
    outcome.check()


@pytest.mark.fault("Redis killed before an upload", "kill -9, then an upload")
def test_uploads_are_taken_while_redis_starts_again(fragile: Running, outcome: Recorder) -> None:
    restart_redis(fragile, keep=True)
    outcome.upload(pictures())
    outcome.healed()
    wait_until_ready(fragile)
    outcome.check()


@on_both_databases
@pytest.mark.thorough
@pytest.mark.fault("Redis away", "for a minute, with an upload every few seconds that is answered with 202")
def test_redis_is_away_for_a_minute(fragile: Running, outcome: Recorder) -> None:
    with no_redis(fragile):
        wait_for(lambda: any("redis" in missing for missing in readiness(fragile)[1].get("missing", [])))
        until = time.monotonic() + AWAY_SECONDS
        while time.monotonic() < until:
            outcome.upload([portrait(n) for n in range(10)])
            outcome.healed()
            outcome.check()  # nobody can ring, and it is found all the same
            time.sleep(3)
    outcome.upload(pictures())
    outcome.healed()
    wait_until_ready(fragile)
    outcome.check()


@pytest.mark.fault("Redis full", "`noeviction` and no room, during uploads and work")
def test_redis_is_full(fragile: Running, outcome: Recorder, redis: redis_client.Redis) -> None:
    outcome.upload(pictures())
    with full_redis(redis):
        outcome.upload(pictures())
        outcome.upload([portrait()])
        outcome.healed()
        outcome.check()
    outcome.upload([portrait()])
    outcome.healed()
    wait_until_ready(fragile)
    outcome.check()


@pytest.mark.fault("worker started on a full Redis", "its consumer comes back to it, then kill -9 of it all")
def test_a_worker_comes_to_a_full_redis(fragile: Running, outcome: Recorder) -> None:
    consumer = part(fragile.home, "worker")
    with stopped(consumer):
        restart_redis(fragile, keep=True)
        redis = redis_client.Redis(unix_socket_path=str(fragile.home / "redis.sock"))
        wait_for(lambda: answers(redis))  # what /readyz says may be a second old
        redis.config_set("maxmemory", 1)
    with full_redis(redis):
        outcome.upload(pictures())
        wait_for(lambda: hears(redis))
        assert part(fragile.home, "worker") == consumer, "a refusal is no reason to end"
        kill_family(fragile, "worker")
        outcome.upload(pictures())
        outcome.healed()
        outcome.check()
        wait_for(lambda: hears(redis))
        consumer = part(fragile.home, "worker")
    redis.close()
    outcome.upload(pictures())
    outcome.healed()
    outcome.check()
    assert part(fragile.home, "worker") == consumer


@pytest.mark.thorough
@pytest.mark.parametrize("harm", ["crash", "hang"])
@pytest.mark.fault("processes die while Redis is away", "of an image that crashes or hangs its decoder")
def test_processes_die_while_redis_is_away(fragile: Running, outcome: Recorder, harm: Harm) -> None:
    """Celery looks after its dead only while it is connected."""
    with no_redis(fragile):
        kill_family(fragile, "worker")
        files = [*pictures(), poison(harm)]
        job = upload(fragile, files)
        outcome.accepted(job, len(files))
        outcome.healed()
        outcome.check()
    assert labels(fragile, job) == [*map(expected_label, files[:-1]), None]
    wait_until_ready(fragile)


@pytest.mark.fault("garbage in the queue", "a message that nobody of Browline's sent, then an upload")
@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_the_queue_stops_nothing(
    fragile: Running, outcome: Recorder, redis: redis_client.Redis, kind: str
) -> None:
    redis.rpush(QUEUE, GARBAGE[kind])
    outcome.upload([portrait()])
    redis.rpush(QUEUE, GARBAGE[kind])
    outcome.healed()
    outcome.check()
    wait_for(lambda: redis.llen(QUEUE) == 0)  # somebody still listens


@pytest.mark.thorough
@pytest.mark.fault("storm of forged retries", "2,000 tasks, due in an hour, a minute ago and now; an upload")
def test_a_storm_of_retries(fragile: Running, outcome: Recorder, redis: redis_client.Redis) -> None:
    celery = make_celery(Settings(home=fragile.home))
    now = datetime.now(UTC)
    with celery.connection_for_write() as connection:
        for eta in (now + timedelta(hours=1), now - timedelta(minutes=1), None, now + timedelta(hours=2)):
            for n in range(500):
                celery.send_task(TASK, connection=connection, eta=eta, retries=n, ignore_result=True)
    celery.close()
    outcome.upload([portrait(n) for n in range(10)])
    outcome.healed()
    outcome.check()
    wait_for(lambda: redis.llen(QUEUE) == 0, 60)


@pytest.mark.fault("doorbells doubled", "each ten times more")
def test_ten_doorbells_for_one_image_are_harmless(
    fragile: Running, outcome: Recorder, redis: redis_client.Redis
) -> None:
    wait_for(lambda: redis.llen(QUEUE) == 0)
    outcome.upload(pictures())
    double_rings(redis)
    outcome.healed()
    outcome.check()
