"""Redis loses everything, dies, or says nonsense: the work is in SQL and goes on."""

import shutil

import pytest
import redis as redis_client

from bench.running import Running
from tests.support.files import plain, portrait
from tests.support.processes import kill, part, wait_for
from tests.support.running import counts, readiness, upload, wait_until_done, wait_until_ready

QUEUE = "browline"
GARBAGE = (
    b"not json",
    b"[]",
    b'{"body": "gAR9lC4=", "content-type": "application/x-python-serialize", "content-encoding": "binary",'
    b' "headers": {"task": "browline.classify", "id": "1"}, "properties": {"body_encoding": "base64",'
    b' "delivery_tag": "1", "delivery_info": {"exchange": "", "routing_key": "browline"}}}',
    b'{"body": "W1tdLCB7fSwge31d", "content-type": "application/json", "content-encoding": "utf-8",'
    b' "headers": {"task": "os.system", "id": "2"}, "properties": {"body_encoding": "base64",'
    b' "delivery_tag": "2", "delivery_info": {"exchange": "", "routing_key": "browline"}}}',
)


def pictures() -> list[bytes]:
    return [plain("PNG", (2000, 2000))] * 40 + [portrait(n) for n in range(10)]


def check(server: Running, job: str) -> None:
    wait_until_done(server, job, 40)
    assert counts(server, job)["classified"] == len(pictures())


def test_everything_in_redis_is_forgotten(fragile: Running, redis: redis_client.Redis) -> None:
    job = upload(fragile, pictures())
    redis.flushall()
    check(fragile, job)


def test_redis_starts_again_without_its_data(fragile: Running) -> None:
    job = upload(fragile, pictures())
    kill(part(fragile.home, "redis"))
    shutil.rmtree(fragile.home / "redis", ignore_errors=True)
    wait_for(lambda: readiness(fragile)[0] == 200)
    check(fragile, job)
    check(fragile, upload(fragile, pictures()))


def test_uploads_are_taken_while_redis_is_away(fragile: Running) -> None:
    kill(part(fragile.home, "redis"))
    job = upload(fragile, pictures())
    wait_until_ready(fragile)
    check(fragile, job)


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_in_the_queue_stops_nothing(
    fragile: Running, redis: redis_client.Redis, garbage: bytes
) -> None:
    redis.lpush(QUEUE, garbage)
    job = upload(fragile, [portrait()])
    wait_until_done(fragile, job, 40)
    assert counts(fragile, job)["classified"] == 1


def test_ten_doorbells_for_one_image_are_harmless(fragile: Running, redis: redis_client.Redis) -> None:
    wait_for(lambda: redis.llen(QUEUE) == 0)
    job = upload(fragile, pictures())
    for message in redis.lrange(QUEUE, 0, -1):
        redis.lpush(QUEUE, *[message] * 10)
    check(fragile, job)
