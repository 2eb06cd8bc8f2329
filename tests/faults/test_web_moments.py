"""The web is killed in an upload: the client's retry makes nothing twice, and nothing is left."""

import http.client
import os
import time
from uuid import uuid4

import pytest

from bench.running import Running
from tests.faults import moments
from tests.faults.moments import Moment
from tests.faults.recorder import Recorder
from tests.faults.systems import on_both_databases
from tests.support.files import Portraits
from tests.support.requests import post_job
from tests.support.running import wait_until_ready

FILES = Portraits(12)


def jobs_named(server: Running, name: str) -> list[str]:
    return [job["id"] for job in server.get("/jobs?limit=1000")["items"] if job["name"] == name]


def make_old(server: Running) -> None:
    """Two hours pass for the bytes that are there."""
    store = server.home / "blobs"
    for path in (*store.glob("*/*"), *store.glob("*")):
        os.utime(path, (time.time() - 7200,) * 2)


@on_both_databases
@pytest.mark.parametrize(
    "moment",
    [
        pytest.param("before its commit", marks=pytest.mark.thorough),
        pytest.param("before its ring", marks=pytest.mark.thorough),
        "before its answer",
    ],
)
@pytest.mark.fault("web killed in an upload", "kill -9 before its commit, before its ring, before its answer")
def test_a_retry_makes_nothing_twice(fragile: Running, outcome: Recorder, moment: Moment) -> None:
    name = uuid4().hex
    moments.arm(fragile, moment)
    with pytest.raises((OSError, http.client.HTTPException)):
        post_job(fragile, FILES, key=name, name=name)
    outcome.healed()
    wait_until_ready(fragile)
    assert len(jobs_named(fragile, name)) == (moment != "before its commit")
    first, again = (post_job(fragile, FILES, key=name, name=name) for _ in range(2))
    assert (first.status, again.status, again.body) == (202, 202, first.body)
    assert jobs_named(fragile, name) == [first.body["id"]]
    outcome.accepted(first.body["id"], len(FILES), FILES)
    outcome.check()
    make_old(fragile)  # the sweeper removes the bytes of an upload that was never committed
