"""A web with few threads: slow uploads leave some for everybody else, and who is put off comes in later."""

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
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


def begun(server: Running, share: float, files: int = 1) -> tuple[socket.socket, bytes]:
    """An upload of which so much was sent, and what is still to come."""
    body, content_type = multipart([(f"{n}.jpg", NOISE) for n in range(files)], {"name": "slow"})
    head = (
        f"POST /api/v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {server.token}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    cut = int(len(body) * share)
    connection.sendall(head.encode() + body[:cut])
    return connection, body[cut:]


def answer_of(connection: socket.socket) -> bytes:
    """All that the server says until it hangs up, or for a second."""
    heard = b""
    connection.settimeout(1)
    try:
        while piece := connection.recv(65536):
            heard += piece
    except TimeoutError:
        pass
    return heard


def seconds_of(server: Running, path: str) -> float:
    began = time.monotonic()
    assert ask(server, "GET", path).status == 200
    return time.monotonic() - began


def test_slow_uploads_leave_threads_for_others(web: Running) -> None:
    with ExitStack() as open_ones:
        slow = [begun(web, 0.5) for _ in range(THREADS - 1)]
        for connection, _ in slow:
            open_ones.enter_context(connection)
        time.sleep(2)  # until they have their places
        assert post_job(web, [NOISE]).status == 503

        late = [begun(web, 0.5)[0] for _ in range(THREADS)]
        for connection in late:
            open_ones.enter_context(connection)
        assert seconds_of(web, "/healthz") < 1
        assert seconds_of(web, "/api/v1/jobs") < 1
        for connection in late:
            put_off = answer_of(connection).lower()
            assert b" 503 " in put_off
            assert b"retry-after: " in put_off
            assert b"connection: close" in put_off
            assert b'"code":"busy"' in put_off.replace(b" ", b"")
        for connection, rest in slow:
            connection.sendall(rest)
            assert b" 202 " in answer_of(connection)
        assert post_job(web, [NOISE]).status == 202


def test_an_upload_that_is_under_way_ends_whole_when_the_web_is_to_stop(web: Running) -> None:
    connection, rest = begun(web, 0.5)
    time.sleep(1)
    web.process.terminate()
    time.sleep(4)  # longer than `browline up` would wait
    connection.sendall(rest)
    assert b" 202 " in answer_of(connection)
    connection.close()
    assert web.process.wait(10) == 0


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
