"""The connection of the command line to a server that hangs up on who is silent for long."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import cli.api
from cli.api import Api


class _Answering(BaseHTTPRequestHandler):
    """Keeps connections, and answers each request with the port that it came from."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        said = str(self.client_address[1]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Nobody is told."""


@pytest.fixture
def api() -> Iterator[Api]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answering) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        made = Api(f"http://127.0.0.1:{server.server_port}", "a token")
        yield made
        made.close()
        server.shutdown()


def test_one_connection_is_kept(api: Api) -> None:
    assert api.get("/jobs") == api.get("/jobs")


def test_after_a_silence_another_one_is_opened(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    before = api.get("/jobs")
    clock = cli.api.time.monotonic() + cli.api.IDLE_SECONDS + 1
    monkeypatch.setattr(cli.api.time, "monotonic", lambda: clock)
    assert api.get("/jobs") != before
