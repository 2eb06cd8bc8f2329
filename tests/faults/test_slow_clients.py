"""Clients that send a byte a second, nothing more, or hang up: others are served, and nothing is left."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bench.running import Running
from cli.form import multipart
from tests.faults.recorder import Recorder
from tests.support.files import Portraits
from tests.support.processes import wait_for
from tests.support.requests import Answer, post_job
from tests.support.running import readiness

FILES = Portraits(20)
THREADS = 16  # of the web


def begun(server: Running, share: float) -> socket.socket:
    """An upload of which so much was sent."""
    body, content_type = multipart([(f"{n}.jpg", data) for n, data in enumerate(FILES)], {"name": "cut"})
    head = (
        f"POST /api/v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.token}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    request = head.encode() + body
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall(request[: int(len(request) * share)])
    return connection


@contextmanager
def dripping(server: Running, count: int, share: float) -> Iterator[list[socket.socket]]:
    """So many clients that have sent so much."""
    clients = [begun(server, share) for _ in range(count)]
    try:
        yield clients
    finally:
        for client in clients:
            client.close()


def closed(client: socket.socket) -> bytes:
    """What the server says to a client that sends a byte a second, until it hangs up."""
    client.settimeout(1)
    heard = b""
    for _ in range(60):
        try:
            client.sendall(b"x")
            piece = client.recv(65536)
        except TimeoutError:
            continue
        except OSError:
            return heard
        if not piece:
            return heard
        heard += piece
    raise AssertionError("the server waits for ever")


def taken(server: Running) -> Answer | None:
    """The answer to an upload, unless it is put off; whoever only looks is answered meanwhile."""
    assert readiness(server)[0] == 200
    answer = post_job(server, FILES)
    assert answer.status in {202, 503}
    return answer if answer.status == 202 else None


def left(server: Running) -> list[str]:
    """What lies in the store or is listed of the uploads that were not completed."""
    jobs = [job["id"] for job in server.get("/jobs?limit=1000")["items"]]
    strangers = [path.name for path in (server.home / "blobs").iterdir() if path.name not in (*jobs, "live")]
    return strangers + [job for job in server.get("/jobs?limit=1000")["items"] if job["name"] == "cut"]


@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.parametrize("share", [0.001, 0.1], ids=["in-its-head", "in-a-file"])
@pytest.mark.fault("clients that send a byte a second", "as many as the web has threads")
def test_others_are_served(fragile: Running, outcome: Recorder, share: float) -> None:
    with dripping(fragile, THREADS, share) as clients:
        outcome.healed()
        answer = wait_for(lambda: taken(fragile), 120)  # once the first of them are given up
        outcome.accepted(answer.body["id"], len(FILES), FILES)
        outcome.check()
        heard = closed(clients[0])
    assert b" 408 " in heard or share < 0.01
    assert left(fragile) == []


@pytest.mark.parametrize("share", [0.2, 0.999])
@pytest.mark.fault("upload cut", "its client hangs up in the middle of a file")
def test_an_upload_that_is_cut_leaves_nothing(fragile: Running, outcome: Recorder, share: float) -> None:
    with dripping(fragile, 4, share):
        time.sleep(0.2)
    outcome.healed()
    outcome.upload(FILES)
    outcome.check()
    assert left(fragile) == []


@pytest.mark.thorough
@pytest.mark.fault("clients that say nothing", "forty connections without a request, while another uploads")
def test_silent_connections_hold_nobody_up(fragile: Running, outcome: Recorder) -> None:
    with dripping(fragile, 40, 0):
        outcome.healed()
        outcome.upload(FILES)
        outcome.check()
        assert readiness(fragile)[0] == 200
