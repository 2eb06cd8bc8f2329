"""Live frames whose client hangs up, whose worker or web is killed, whose ring is lost: nothing is left."""

import http.client
import os
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import redis as redis_client

from bench.client import Client
from bench.running import Running
from core.doorbell import QUEUE
from demo.pictures import photo
from tests.faults.causes import kill_family, stopped_between_writes
from tests.support.files import plain, portrait
from tests.support.processes import children, kill, part, wait_for
from tests.support.running import upload, wait_until_done, wait_until_ready

FRAME = portrait()
BULK = [plain("PNG", (2500, 2500))] * 24  # each takes long to decode


@pytest.fixture
def rows(fragile: Running) -> Iterator[sqlite3.Connection]:
    """The database as it lies on the disk."""
    connection = sqlite3.connect(fragile.home / "browline.db", timeout=15, isolation_level=None)
    yield connection
    connection.close()


def left(server: Running, rows: sqlite3.Connection) -> tuple[int, int]:
    """Live frames' jobs, and packs."""
    (jobs,) = rows.execute("SELECT count(*) FROM jobs WHERE NOT kept").fetchone()
    folder = server.home / "blobs" / "live"
    return jobs, len(list(folder.iterdir())) if folder.exists() else 0


def post(server: Running, wait: int, frame: bytes = FRAME) -> http.client.HTTPConnection:
    """Send a frame; its answer is not read yet."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "image/jpeg"}
    connection.request("POST", f"/api/v1/snapshots?wait={wait}&keep=false", frame, headers)
    return connection


def answered(server: Running, frame: bytes = FRAME) -> str:
    """What becomes of a frame that somebody waits for, however long it takes."""
    client = Client(server)
    try:
        answer = client.send("POST", "/snapshots?wait=10&keep=false", frame, "image/jpeg")
        while "status" not in answer:
            answer = client.send("GET", f"/snapshots/{answer['id']}?wait=10")
    finally:
        client.close()
    return str(answer["status"])


def test_a_client_that_hangs_up_leaves_nothing(fragile: Running, rows: sqlite3.Connection) -> None:
    job = upload(fragile, BULK, framing="face")
    for _ in range(5):
        post(fragile, wait=10).close()
        time.sleep(0.05)
    wait_until_done(fragile, job)
    wait_for(lambda: left(fragile, rows) == (0, 0))


def test_a_worker_killed_over_a_frame_leaves_nothing(fragile: Running, rows: sqlite3.Connection) -> None:
    """Its lease ends, another one takes it alone, and it is answered as if nothing had been."""
    before = rows.execute("SELECT count(*) FROM images").fetchone()
    with ThreadPoolExecutor(1) as browser:
        answer = browser.submit(answered, fragile, photo(1, 4000, 3000))
        wait_for(lambda: left(fragile, rows)[0] > 0 or answer.done())
        for child in children(part(fragile.home, "worker")):
            kill(child)
        assert answer.result(timeout=60) in {"classified", "no_face"}
    wait_for(lambda: left(fragile, rows) == (0, 0))
    assert rows.execute("SELECT count(*) FROM images").fetchone() == before


def test_a_ring_that_is_lost_with_its_connection_is_rung_again(
    fragile: Running, redis: redis_client.Redis, rows: sqlite3.Connection
) -> None:
    """The web holds the answer and rings again; nobody else can, since the sweeper stands still."""
    with stopped_between_writes(fragile, "sweeper"), ThreadPoolExecutor(1) as browser:
        with stopped_between_writes(fragile):
            redis.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            answer = browser.submit(answered, fragile)
            wait_for(lambda: redis.lpop(QUEUE))  # as the connection would that took it and was reset
            wait_for(lambda: redis.llen(QUEUE))
        assert answer.result(timeout=60) in {"classified", "no_face"}
    wait_for(lambda: left(fragile, rows) == (0, 0))


def test_the_sweeper_removes_frames_of_a_killed_web(fragile: Running, rows: sqlite3.Connection) -> None:
    for _ in range(3):
        with closing(post(fragile, wait=0)) as connection, connection.getresponse() as answer:
            assert answer.status == 202
    kill_family(fragile, "web")
    orphan = fragile.home / "blobs" / "live" / "bytes-without-a-row"
    orphan.write_bytes(FRAME)
    assert left(fragile, rows) == (3, 4)
    make_old(fragile, rows)
    wait_for(lambda: left(fragile, rows) == (0, 0))
    wait_until_ready(fragile)


def make_old(server: Running, rows: sqlite3.Connection) -> None:
    """Let half a minute pass for the frames that are there."""
    rows.execute("UPDATE jobs SET created_at = datetime(created_at, '-40 seconds') WHERE NOT kept")
    for path in (server.home / "blobs" / "live").iterdir():
        os.utime(path, (time.time() - 40,) * 2)
