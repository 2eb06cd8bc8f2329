"""Parts are killed while they work: every accepted image ends once, with the label of an undisturbed run."""

import signal

import pytest
import redis as redis_client

from bench.running import Running
from core.doorbell import QUEUE
from tests.faults.causes import (
    kill_family,
    kill_pool_child,
    role,
    stopped_between_writes,
    terminate,
    wait_until_gone,
)
from tests.faults.pictures import slow_pictures
from tests.faults.recorder import Recorder
from tests.faults.strike import strike_in_a_batch
from tests.faults.systems import on_both_databases
from tests.support.processes import kill, part, wait_for
from tests.support.running import counts, wait_until_ready

pytestmark = pytest.mark.timeout(900)  # a blow may have to be repeated; the last one has two systems' stop


@on_both_databases
@pytest.mark.fault("pool child killed", "kill -9 in the middle of a batch")
def test_a_pool_child_is_killed_in_a_batch(fragile: Running, outcome: Recorder) -> None:
    strike_in_a_batch(fragile, outcome, lambda: kill_pool_child(fragile))


@on_both_databases
@pytest.mark.fault("worker killed", "kill -9 of it and its pool in the middle of a batch")
def test_the_whole_worker_is_killed_in_a_batch(fragile: Running, outcome: Recorder) -> None:
    strike_in_a_batch(fragile, outcome, lambda: kill_family(fragile, "worker"))


@on_both_databases
@pytest.mark.thorough
@pytest.mark.fault("worker killed after a commit", "kill -9 once a slice was committed; its ring comes back")
def test_the_worker_is_killed_between_its_commit_and_its_acknowledgement(
    fragile: Running, outcome: Recorder, redis: redis_client.Redis
) -> None:
    with stopped_between_writes(fragile):
        job = outcome.upload(slow_pictures())
        rings = redis.lrange(QUEUE, 0, -1)
    wait_for(lambda: counts(fragile, job)["classified"] > 0)
    kill_family(fragile, "worker")
    redis.rpush(QUEUE, *rings)  # as Redis gives back what was not acknowledged
    outcome.healed()
    outcome.check()


@pytest.mark.fault("worker stopped, then killed", "SIGSTOP of it and its pool, an upload, kill -9")
def test_the_worker_is_killed_while_it_stands_still(fragile: Running, outcome: Recorder) -> None:
    with stopped_between_writes(fragile):
        job = outcome.upload(slow_pictures())
        assert counts(fragile, job)["waiting"] == len(slow_pictures())
        kill_family(fragile, "worker")
    outcome.healed()
    outcome.check()


@on_both_databases
@pytest.mark.fault("two sweepers, one killed", "a second one beside it; a pool child killed in a batch")
def test_two_sweepers_at_once(fragile: Running, outcome: Recorder) -> None:
    with role(fragile, "sweeper") as other:
        strike_in_a_batch(fragile, outcome, lambda: kill_pool_child(fragile))
        assert other.poll() is None
        kill(part(fragile.home, "sweeper"))
        outcome.upload(slow_pictures(8))
        outcome.healed()
        outcome.check()


@on_both_databases
@pytest.mark.fault("worker asked to stop", "SIGTERM in the middle of a batch; it exits with status 0")
def test_the_worker_is_asked_to_stop_in_a_batch(fragile: Running, outcome: Recorder) -> None:
    exits = worker_exits(fragile)
    job = outcome.upload(slow_pictures())
    wait_for(lambda: counts(fragile, job)["working"] > 0)
    worker = terminate(fragile, "worker")
    outcome.healed()
    wait_until_gone(worker)
    outcome.check()
    wait_for(lambda: worker_exits(fragile)[len(exits) :])  # it is told after the process is gone
    assert worker_exits(fragile)[len(exits) :] == ["exited: worker (exit status 0; expected)"]


def worker_exits(server: Running) -> list[str]:
    """How the worker has ended each time, in the supervisor's words."""
    log = (server.home / "log" / "supervisor.log").read_text().splitlines()
    words = [line.split(" WARN ")[-1].split(" INFO ")[-1] for line in log]
    return [line for line in words if line.startswith("exited: worker ")]


@pytest.mark.fault("sweeper killed", "kill -9 of it and of a pool child in the middle of a batch")
def test_the_sweeper_is_killed(fragile: Running, outcome: Recorder) -> None:
    def cause() -> None:
        kill(part(fragile.home, "sweeper"))
        kill_pool_child(fragile)

    strike_in_a_batch(fragile, outcome, cause)


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.fault("web killed", "kill -9 of it and its children, or SIGTERM, while its upload is worked on")
def test_the_web_is_killed_and_serves_again(
    fragile: Running, outcome: Recorder, signum: signal.Signals
) -> None:
    web = part(fragile.home, "web")
    outcome.upload(slow_pictures())
    if signum == signal.SIGKILL:
        kill_family(fragile, "web")
    else:
        terminate(fragile, "web")
    wait_until_gone(web)
    outcome.healed()
    wait_until_ready(fragile)
    outcome.check()
