"""Parts are killed while they work: every accepted image ends once, with the label of an undisturbed run."""

import signal
from functools import cache
from pathlib import Path

import pytest

from bench.running import Running
from imaging.decode import decode
from models.preprocess import INPUT_SIZE, face_input
from models.registry import load
from tests.support.files import plain, portrait
from tests.support.processes import children, kill, part, wait_for
from tests.support.running import counts, labels, upload, wait_until_done, wait_until_ready


def slow_pictures(count: int = 48) -> list[bytes]:
    """Portraits between large pictures that take long to decode."""
    return [portrait(n) if n % 4 == 0 else plain("PNG", (2500, 2500)) for n in range(count)]


@cache
def expected_label(picture: bytes) -> str:
    pixels = face_input(decode(picture, min_side=INPUT_SIZE))
    return load().classify(pixels[None])[0].label


def upload_and_wait_for_work(server: Running) -> str:
    job = upload(server, slow_pictures())
    wait_for(lambda: counts(server, job)["working"] > 0)
    return job


def check(server: Running, job: str) -> None:
    """Every image has ended once, as it would have undisturbed."""
    wait_until_done(server, job)
    found = labels(server, job)
    assert found == [expected_label(picture) for picture in slow_pictures()]


def test_a_pool_child_is_killed_in_a_batch(fragile: Running) -> None:
    job = upload_and_wait_for_work(fragile)
    kill(children(part(fragile.home, "worker"))[-1])
    check(fragile, job)


def test_the_whole_worker_is_killed_in_a_batch(fragile: Running) -> None:
    job = upload_and_wait_for_work(fragile)
    worker = part(fragile.home, "worker")
    for pid in (worker, *children(worker)):
        kill(pid)
    check(fragile, job)


def test_the_worker_is_asked_to_stop_in_a_batch(fragile: Running) -> None:
    job = upload_and_wait_for_work(fragile)
    kill(part(fragile.home, "worker"), signal.SIGTERM)
    check(fragile, job)


def test_the_sweeper_is_killed(fragile: Running) -> None:
    kill(part(fragile.home, "sweeper"))
    job = upload_and_wait_for_work(fragile)
    kill(children(part(fragile.home, "worker"))[-1])
    check(fragile, job)


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM])
def test_the_web_is_killed_and_serves_again(fragile: Running, signum: signal.Signals) -> None:
    web = part(fragile.home, "web")
    job = upload(fragile, slow_pictures())
    for pid in (web, *children(web)) if signum == signal.SIGKILL else (web,):
        kill(pid, signum)
    wait_for(lambda: not Path(f"/proc/{web}").exists())
    wait_until_ready(fragile)
    check(fragile, job)
