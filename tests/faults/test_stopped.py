"""Workers that stand still, come back too late, have to stop, or are of another version."""

import signal
from pathlib import Path

import pytest

from bench.running import Running, running
from core.presence import present_workers
from tests.faults.causes import family, role, stopped
from tests.faults.conftest import ENVIRONMENT
from tests.faults.pictures import expected_label, slow_pictures
from tests.faults.recorder import Recorder
from tests.faults.systems import on_both_databases
from tests.support.auditing import check_sound, opened_of
from tests.support.processes import children, part, wait_for
from tests.support.running import counts, send, wait_until_done

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(600)]
OLD = "seed-1"


def other_is_ready(server: Running, model: str) -> bool:
    with opened_of(server) as database, database.read() as connection:
        return any(worker.ready and worker.model_version == model for worker in present_workers(connection))


@on_both_databases
@pytest.mark.fault("worker stopped past its lease", "SIGSTOP in a batch, another one ends it, SIGCONT")
def test_a_worker_comes_back_when_its_lease_is_long_over(fragile: Running, outcome: Recorder) -> None:
    """Its late write is refused: what it had in hand has ended."""
    log = fragile.home / "log" / "worker.log"
    late = log.read_text().count("were no longer ours")
    job = outcome.upload(slow_pictures())
    wait_for(lambda: counts(fragile, job)["working"] > 0)
    with stopped(*family(fragile, "worker")):
        outcome.healed()
        with role(fragile, "worker", MODEL=OLD, WORKERS="1"):
            wait_until_done(fragile, job)
            before = rows(fragile, job)
    outcome.accepted(job, 0)  # the other one's model said some of it
    outcome.check()
    wait_for(lambda: log.read_text().count("were no longer ours") > late)
    assert rows(fragile, job) == before
    assert all(label == expected_label(slow_pictures()[n], model) for n, (label, model) in enumerate(before))


@pytest.mark.fault("two versions of the worker", "one with another model beside it, both at work")
def test_an_old_and_a_new_version_work_side_by_side(fragile: Running, outcome: Recorder) -> None:
    pictures = slow_pictures(96)
    with role(fragile, "worker", MODEL=OLD, WORKERS="1"):
        wait_for(lambda: other_is_ready(fragile, OLD), 60)
        job = outcome.upload(pictures)
        outcome.accepted(job, 0)
        outcome.healed()
        outcome.check()
    found = rows(fragile, job)
    assert len({model for _, model in found}) == 2
    assert found == [(expected_label(pictures[n], model), model) for n, (_, model) in enumerate(found)]


def rows(server: Running, job: str) -> list[tuple[str, str]]:
    """Label and model of each row, in the order of the files."""
    items = server.get(f"/jobs/{job}/results?limit=1000&sort=created")["items"]
    return [(row["label"], row["model_version"]) for row in items]


def test_a_batch_outlasts_the_time_to_stop(tmp_path: Path) -> None:
    """Everything stops all the same, and the next start goes on."""
    with running(tmp_path, ENVIRONMENT) as first:
        job = send(first, slow_pictures())["id"]
        wait_for(lambda: counts(first, job)["working"] > 0)
        with stopped(*children(part(tmp_path, "worker"))):  # they will not end that batch
            first.process.send_signal(signal.SIGINT)
            assert first.process.wait(60) == 0
    with running(tmp_path, ENVIRONMENT) as second:
        wait_until_done(second, job)
        check_sound(second)
        found = [label for label, _ in rows(second, job)]
    assert found == [expected_label(picture) for picture in slow_pictures()]
