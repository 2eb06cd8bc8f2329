"""A worker that lives and hears nothing: its work goes on, and it is started again without anyone's help."""

from collections.abc import Iterator

import pytest
import redis as redis_client

from bench.running import Running, running
from core.doorbell import QUEUE
from core.settings import Settings
from tests.faults.causes import family, stopped
from tests.faults.conftest import ENVIRONMENT
from tests.faults.recorder import Recorder
from tests.support.auditing import check_sound
from tests.support.files import portrait
from tests.support.processes import part, wait_for
from tests.support.proxy import Proxy, proxied
from tests.support.redis_server import redis_server
from tests.support.running import SLOW, wait_until_ready

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]
RECOVERY_SECONDS = 60  # from a bell until somebody hears one


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """A Redis behind a network."""
    settings = Settings(home=tmp_path_factory.mktemp("redis"))
    with redis_server(settings), proxied(settings.redis_socket) as started:
        yield started


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory, proxy: Proxy) -> Iterator[Running]:
    """A system that reaches Redis over that network."""
    environment = ENVIRONMENT | {"REDIS_URL": f"redis://127.0.0.1:{proxy.port}"}
    with running(tmp_path_factory.mktemp("remote"), environment) as started:
        yield started


@pytest.fixture
def fragile(remote: Running) -> Iterator[Running]:
    wait_until_ready(remote)
    yield remote
    check_sound(remote)


def portraits(count: int = 40) -> list[bytes]:
    return [portrait(n) for n in range(count)]


def wait_for_another_worker(server: Running, before: int, seconds: float) -> None:
    """Wait until the supervisor runs another one."""

    def other() -> bool:
        try:
            return part(server.home, "worker") != before
        except LookupError:  # between the two
            return False

    wait_for(other, seconds)


def hears(proxy_port: int) -> bool:
    """Whether no bell lies in Redis."""
    client = redis_client.Redis(port=proxy_port)
    try:
        return client.llen(QUEUE) == 0
    finally:
        client.close()


@pytest.mark.fault("half-open connections to Redis", "a proxy loses all that are open, and nobody hangs up")
def test_connections_are_lost_and_nobody_says_so(fragile: Running, proxy: Proxy, outcome: Recorder) -> None:
    proxy.freeze()
    outcome.healed()
    outcome.upload(portraits())
    outcome.check()
    wait_for(lambda: hears(proxy.port), SLOW)
    assert outcome.serves() < RECOVERY_SECONDS
    outcome.upload(portraits(5))
    outcome.healed()
    outcome.check()


@pytest.mark.fault("deaf consumer", "SIGSTOP of the worker's consumer alone, for good; its pool lives")
def test_a_consumer_hears_nothing_any_more(fragile: Running, proxy: Proxy, outcome: Recorder) -> None:
    """It cannot even hear that it is asked to stop, so it is killed; until another hears a bell counts."""
    worker = family(fragile, "worker")[0]
    with stopped(worker):
        outcome.upload(portraits())
        outcome.healed()
        outcome.check()
        assert part(fragile.home, "worker") == worker, "its pool has done that"
        wait_for_another_worker(fragile, worker, SLOW)
    wait_for(lambda: hears(proxy.port), SLOW)
    assert outcome.serves() < RECOVERY_SECONDS
    wait_until_ready(fragile)


@pytest.mark.fault("queue is no queue", "its key in Redis holds a text")
def test_the_queue_is_no_queue(fragile: Running, proxy: Proxy, outcome: Recorder) -> None:
    client = redis_client.Redis(port=proxy.port)
    client.set(QUEUE, "no list")
    worker = part(fragile.home, "worker")
    outcome.healed()
    outcome.upload(portraits(5))
    outcome.check()
    client.delete(QUEUE)
    client.close()
    outcome.upload(portraits(5))
    outcome.check()
    assert part(fragile.home, "worker") == worker, "it had no reason to end"
