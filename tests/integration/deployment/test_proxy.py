"""What Caddy keeps in its buffers, and what it hands on at once."""

import http.client
import ssl
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.integration.deployment.services import Services
from tests.support.processes import wait_for

JOB = "/jobs/0198c0de-0000-7000-8000-000000000001"
HEAD, ROWS = b"<head>" + bytes(range(97, 123)) * 50, b"<table>"  # the head is long enough to be compressed
SECONDS = 15


class Web(ThreadingHTTPServer):
    """Answers everything with a head, and with rows once they are let go."""

    def __init__(self, port: int) -> None:
        self.rows_may_come = threading.Event()
        self.freed = threading.Event()  # the whole answer is out of the web's hands
        super().__init__(("127.0.0.1", port), Answer)


class Answer(BaseHTTPRequestHandler):
    """In two pieces."""

    protocol_version = "HTTP/1.1"
    server: Web

    def do_GET(self) -> None:
        """The head, and the rows later."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")  # the next test has a web of its own
        self.end_headers()
        self._piece(HEAD)
        self.server.rows_may_come.wait(10 * SECONDS)
        self._piece(ROWS)
        self._piece(b"")
        self.server.freed.set()

    def _piece(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """Caddy as docker-compose.yml runs it, before nothing yet."""
    services = Services(tmp_path_factory.mktemp("proxy"), "postgresql://nobody@nowhere/nothing")
    services.start("caddy")
    try:
        wait_for(lambda: _connected(services), SECONDS)
        yield services
    finally:
        services.end()


@pytest.fixture
def web(proxied: Services) -> Iterator[Web]:
    with Web(proxied.ports["web"]) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.rows_may_come.set()
        server.shutdown()


def _authority(services: Services) -> Path:
    return services.folder / "caddy" / "caddy" / "pki" / "authorities" / "local" / "root.crt"


def _connected(services: Services) -> bool:
    try:
        _visit(services).close()
    except OSError:  # nobody listens, or there is no certificate, yet
        return False
    return True


def _visit(services: Services) -> http.client.HTTPSConnection:
    trust = ssl.create_default_context(cafile=str(_authority(services)))
    connection = http.client.HTTPSConnection(
        "localhost", services.ports["https"], timeout=SECONDS, context=trust
    )
    connection.connect()
    return connection


@contextmanager
def asking(services: Services, path: str, encoding: str = "identity") -> Iterator[http.client.HTTPConnection]:
    """A request that is on its way."""
    with closing(_visit(services)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": encoding})
        yield connection


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_the_head_of_a_jobs_page_does_not_wait_for_its_rows(
    proxied: Services, web: Web, encoding: str
) -> None:
    with (
        asking(proxied, f"{JOB}?view=table", encoding) as connection,
        closing(connection.getresponse()) as answer,  # hangs where the head waits in a buffer
    ):
        assert answer.headers.get("Content-Encoding", "identity") == encoding
        unpack = zlib.decompressobj(31).decompress if encoding == "gzip" else bytes
        read = b""
        while len(read) < len(HEAD):
            piece = answer.read1(1)
            assert piece, "it ended early"
            read += unpack(piece)
        assert read == HEAD
        web.rows_may_come.set()
        assert unpack(answer.read()) == ROWS


@pytest.mark.parametrize("path", ["/jobs", "/sign-in", "/api/v1/jobs", f"/api{JOB}", f"{JOB}/live"])
def test_anything_else_is_whole_before_it_is_handed_on(proxied: Services, web: Web, path: str) -> None:
    """So that whoever reads slowly keeps none of the web's threads."""
    with asking(proxied, path) as connection:
        connection.sock.settimeout(0.5)
        with pytest.raises(TimeoutError):
            connection.getresponse()
        web.rows_may_come.set()
        assert web.freed.wait(SECONDS)


def test_the_numbers_are_hidden(proxied: Services, web: Web) -> None:
    web.rows_may_come.set()
    with asking(proxied, "/metrics") as connection, closing(connection.getresponse()) as answer:
        assert answer.status == 404
