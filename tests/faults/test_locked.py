"""Somebody else holds the database: uploads wait a while and are taken, past that they are put off."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.running import Running
from tests.faults.pictures import slow_pictures
from tests.faults.recorder import Recorder
from tests.faults.systems import on_both_databases
from tests.support.files import Portraits
from tests.support.locks import foreign_lock
from tests.support.processes import wait_for
from tests.support.requests import post_job
from tests.support.running import counts, wait_until_done

FILES = Portraits(12)


@contextmanager
def locked_for(server: Running, seconds: float) -> Iterator[None]:
    """The database is locked when the block begins, and not any more after so long."""
    taken = threading.Event()

    def hold() -> None:
        with foreign_lock(server.sql_url):
            taken.set()
            time.sleep(seconds)

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    try:
        yield
    finally:
        holder.join()


def begin(server: Running, outcome: Recorder) -> None:
    """A job is in work."""
    job = outcome.upload(slow_pictures())
    wait_for(lambda: counts(server, job)["working"] > 0)


@on_both_databases
@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.fault("database locked", "for 5 s, while a job is in work and another comes")
def test_for_a_moment(fragile: Running, outcome: Recorder) -> None:
    begin(fragile, outcome)
    with locked_for(fragile, 5):
        began = time.monotonic()
        answer = post_job(fragile, FILES)
        assert (answer.status, time.monotonic() - began > 3) == (202, True)
    outcome.healed()
    outcome.accepted(answer.body["id"], len(FILES), FILES)
    outcome.check(120)


@on_both_databases
@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.fault("database locked past the time-out", "until an upload was put off, while a job is in work")
def test_for_too_long(fragile: Running, outcome: Recorder) -> None:
    begin(fragile, outcome)
    with foreign_lock(fragile.sql_url):
        answer = post_job(fragile, FILES, name="put off")
    outcome.healed()
    assert (answer.status, answer.body["code"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    wait_until_done(fragile, outcome.upload(FILES), 120)
    assert "put off" not in [job["name"] for job in fragile.get("/jobs?limit=1000")["items"]]
    outcome.check(120)
