"""A web with few threads: slow uploads leave some for everybody else, and who is put off comes in later."""

import json
import select
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPResponse
from pathlib import Path

import pytest
import redis as redis_client

from bench.running import Running
from cli.form import multipart
from core.database import Database
from core.settings import Settings
from tests.support.asking import ask
from tests.support.factories import create_token
from tests.support.requests import post_job
from tests.support.serving import serving

THREADS = 4
SOON = 10  # seconds; a slow upload holds a thread for more
NOISE = b"\xff\xd8" + bytes(3 * 2**20)  # no picture, and larger than what a proxy hands on whole

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def web(
    tmp_path: Path, database: Database, redis: redis_client.Redis, redis_settings: Settings
) -> Iterator[Running]:
    token, broker = create_token(database), redis_settings.broker_url
    few = {"BROWLINE_WEB_THREADS": str(THREADS), "REDIS_URL": broker}
    with serving(tmp_path / "home", database.url, token, **few) as started:
        yield started


def begun(server: Running, *headers: str) -> tuple[socket.socket, bytes]:
    """An upload of which half was sent, and what is still to come."""
    body, content_type = multipart([("0.jpg", NOISE)], {"name": "slow"})
    head = (
        "POST /api/v1/jobs HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {server.token}",
        f"Content-Type: {content_type}", f"Content-Length: {len(body)}", *headers, "\r\n",
    )  # fmt: skip
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    half = len(body) // 2
    connection.sendall("\r\n".join(head).encode() + body[:half])
    return connection, body[half:]


def answer_of(connection: socket.socket) -> tuple[HTTPResponse, bytes]:
    """What the server says, and its body."""
    answer = HTTPResponse(connection)
    answer.begin()
    return answer, answer.read()


def fill(server: Running, open_ones: ExitStack) -> list[tuple[socket.socket, bytes]]:
    """As many slow uploads as have places."""
    slow = [begun(server) for _ in range(THREADS - 1)]
    while post_job(server, [NOISE]).status != 503:  # this one had a place, so one of them has none yet
        for number, (connection, _) in enumerate(slow):
            if select.select([connection], [], [], 0)[0]:  # or never, for it came while that had it
                connection.close()
                slow[number] = begun(server)
    for connection, _ in slow:
        open_ones.enter_context(connection)
    return slow


def seconds_of(server: Running, path: str) -> float:
    began = time.monotonic()
    assert ask(server, "GET", path).status == 200
    return time.monotonic() - began


def test_slow_uploads_leave_threads_for_others(web: Running) -> None:
    with ExitStack() as open_ones:
        slow = fill(web, open_ones)
        late = [begun(web)[0] for _ in range(THREADS)]
        for connection in late:
            open_ones.enter_context(connection)
        assert seconds_of(web, "/healthz") < SOON
        assert seconds_of(web, "/api/v1/jobs") < SOON
        for connection in late:
            put_off, told = answer_of(connection)
            assert (put_off.status, json.loads(told)["code"]) == (503, "busy")
            assert put_off.headers["Retry-After"]
            assert put_off.headers["Connection"] == "close"
        for connection, rest in slow:
            connection.sendall(rest)
            assert answer_of(connection)[0].status == 202
        assert post_job(web, [NOISE]).status == 202


def test_an_upload_that_is_under_way_ends_whole_when_the_web_is_to_stop(web: Running) -> None:
    connection, rest = begun(web, "Expect: 100-continue")
    assert connection.recv(65536).startswith(b"HTTP/1.1 100 ")  # it is in a thread
    web.process.terminate()
    time.sleep(4)  # longer than `browline up` would wait
    connection.sendall(rest)
    assert answer_of(connection)[0].status == 202
    connection.close()
    assert web.process.wait(60) == 0


def test_a_web_starts_while_its_database_is_away(
    tmp_path: Path, database: Database, redis: redis_client.Redis, redis_settings: Settings
) -> None:
    token, broker = create_token(database), redis_settings.broker_url
    later = tmp_path / "mounted" / "later"
    address = f"sqlite:///{later}/browline.db"
    others = {"BROWLINE_HOST": "0.0.0.0", "SECRET_KEY": "x" * 32, "BROWLINE_TRUSTED_HOSTS": "127.0.0.1"}  # noqa: S104
    with serving(tmp_path / "home", address, token, REDIS_URL=broker, **others) as server:
        answer = post_job(server, [NOISE])
        assert (answer.status, answer.body["code"]) == (503, "busy")
        assert int(answer.headers["Retry-After"]) > 0
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE accounts SET password_hash = 'x'")
        later.mkdir(parents=True)
        database.wipe_deleted()
        shutil.copy(tmp_path / "browline.db", later)
        assert post_job(server, [NOISE]).status == 202
