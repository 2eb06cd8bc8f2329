"""The web is killed in an upload: the client's retry makes nothing twice, and nothing is left."""

import http.client
import json
import os
import time
from typing import Any
from uuid import uuid4

import pytest

from bench.client import multipart
from bench.running import Running
from tests.faults import moments
from tests.faults.moments import Moment
from tests.faults.recorder import Recorder
from tests.faults.systems import on_both_databases
from tests.support.files import portrait
from tests.support.running import wait_until_ready

FILES = [portrait(n) for n in range(12)]


class Upload:
    """One upload with its key, which a client may repeat."""

    def __init__(self, server: Running) -> None:
        self.name = uuid4().hex
        self._server = server
        named = [(f"{n:04}.jpg", data) for n, data in enumerate(FILES)]
        self._body, content_type = multipart(named, {"framing": "face", "name": self.name})
        self._headers = {
            "Authorization": f"Bearer {server.token}",
            "Content-Type": content_type,
            "Idempotency-Key": self.name,
        }

    def send(self) -> tuple[int, Any]:
        """The answer. Raises `OSError` where none comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=60)
        try:
            connection.request("POST", "/api/v1/jobs", self._body, self._headers)
            with connection.getresponse() as answer:
                return answer.status, json.load(answer)
        finally:
            connection.close()

    def jobs(self) -> list[str]:
        """The jobs that it has made."""
        found = self._server.get("/jobs?limit=1000")["items"]
        return [job["id"] for job in found if job["name"] == self.name]


def make_old(server: Running) -> None:
    """Two hours pass for the bytes that are there."""
    store = server.home / "blobs"
    for path in (*store.glob("*/*"), *store.glob("*")):
        os.utime(path, (time.time() - 7200,) * 2)


@on_both_databases
@pytest.mark.parametrize("moment", ["before its commit", "before its ring", "before its answer"])
@pytest.mark.fault("web killed in an upload", "kill -9 before its commit, before its ring, before its answer")
def test_a_retry_makes_nothing_twice(fragile: Running, outcome: Recorder, moment: Moment) -> None:
    upload = Upload(fragile)
    moments.arm(fragile, moment)
    with pytest.raises((OSError, http.client.HTTPException)):
        upload.send()
    outcome.healed()
    wait_until_ready(fragile)
    assert len(upload.jobs()) == (moment != "before its commit")
    status, answer = upload.send()
    assert (status, upload.send()) == (202, (202, answer))
    assert upload.jobs() == [answer["id"]]
    outcome.accepted(answer["id"], len(FILES), FILES)
    outcome.check()
    make_old(fragile)  # the sweeper removes the bytes of an upload that was never committed
