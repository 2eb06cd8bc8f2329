"""The load generator of the peers, against a small server that answers as real ones do, and worse."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import cycle, takewhile
from types import SimpleNamespace

import pytest

from bench.peers import posting
from bench.peers.posting import drive, post

Answering = Callable[[socketserver.StreamRequestHandler], None]
GOOD = b'HTTP/1.1 200 OK\r\nserver: x\r\nContent-Length: 14\r\n\r\n{"label": "f"}'
CHUNKED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n{"label": "f"}\r\n0\r\n\r\n'
BUSY = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nbusy"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = False  # they are joined
    request_queue_size = 64


@contextmanager
def server(answer: Answering) -> Iterator[tuple[int, list[bytes]]]:
    """It answers each POST as told, on kept connections; gives its port, and the bodies as they come."""
    bodies: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(ConnectionError):
                while head := b"".join(takewhile(bytes.strip, self.rfile)):
                    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                    bodies.append(self.rfile.read(length))
                    answer(self)

    with _Server(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield listening.server_address[1], bodies
        finally:
            listening.shutdown()
            thread.join()


Ticking = Callable[[Callable[[], int]], None]


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> Ticking:
    """Lets the generator's clock show a count, in the place of seconds that are too few on a busy machine."""

    def install(count: Callable[[], int]) -> None:
        monkeypatch.setattr(posting, "time", SimpleNamespace(perf_counter=lambda: float(count())))

    return install


def always(words: bytes) -> Answering:
    return lambda handler: handler.request.sendall(words)


def in_pieces(handler: socketserver.StreamRequestHandler) -> None:
    """Cut everywhere, also within the head and within the last chunk."""
    for place in range(0, len(CHUNKED), 5):
        handler.request.sendall(CHUNKED[place : place + 5])
        time.sleep(0.001)


@pytest.mark.parametrize(
    "answer", [always(GOOD), always(CHUNKED), in_pieces], ids=["whole", "chunks", "pieces"]
)
def test_every_answer_is_counted_once_and_every_request_sent_whole(
    answer: Answering, ticking: Ticking
) -> None:
    requests = [post("/x", bytes([65 + number]) * 3000, "image/jpeg") for number in range(5)]
    with server(answer) as (port, bodies):
        ticking(lambda: len(bodies))
        driven = drive(port, requests, connections=4, seconds=40)
    assert driven.errors == 0, driven.complaint
    assert driven.answers == len(bodies) >= 40
    assert {len(body) for body in bodies} == {3000}
    assert {body[:1] for body in bodies} == {b"A", b"B", b"C", b"D", b"E"}
    assert b'{"label": "f"}' in driven.sample


def test_what_is_not_200_is_an_error_and_the_first_is_told(ticking: Ticking) -> None:
    answers = cycle([BUSY, GOOD])

    with server(lambda handler: handler.request.sendall(next(answers))) as (port, bodies):
        ticking(lambda: len(bodies))
        driven = drive(port, [post("/x", b"x", "image/jpeg")], connections=1, seconds=10)
    assert (driven.answers, driven.errors, len(bodies)) == (5, 5, 10)
    assert driven.complaint == BUSY.decode()


def test_a_server_that_says_it_closes_is_connected_to_again(ticking: Ticking) -> None:
    """As a proxy does that reloads: no error, and nothing is sent into a connection that ends."""

    def farewell(handler: socketserver.StreamRequestHandler) -> None:
        handler.request.sendall(GOOD.replace(b"server: x", b"Connection: close"))
        raise ConnectionError

    with server(farewell) as (port, bodies):
        ticking(lambda: len(bodies))
        driven = drive(port, [post("/x", b"x", "image/jpeg")], connections=2, seconds=20)
    assert driven.errors == 0, driven.complaint
    assert driven.answers == len(bodies) >= 20


def test_a_connection_that_breaks_is_an_error_and_ends() -> None:
    def hang_up(handler: socketserver.StreamRequestHandler) -> None:
        handler.request.sendall(GOOD[:30])
        raise ConnectionError

    with server(hang_up) as (port, _):
        driven = drive(port, [post("/x", b"x", "image/jpeg")], connections=3, seconds=5)
    assert (driven.answers, driven.errors) == (0, 3)
    assert "the connection broke" in driven.complaint


def test_what_is_under_way_at_the_end_is_waited_for(ticking: Ticking) -> None:
    both, late = threading.Barrier(2), list[int]()

    def slowly(handler: socketserver.StreamRequestHandler) -> None:
        both.wait()
        late.append(1)
        always(GOOD)(handler)

    with server(slowly) as (port, bodies):
        ticking(lambda: len(bodies) + len(late))
        driven = drive(port, [post("/x", b"x", "image/jpeg")], connections=2, seconds=2)
    assert (driven.answers, driven.errors) == (2, 0)
    assert driven.seconds == 4


def test_nobody_listening_is_an_error_at_once() -> None:
    with server(always(GOOD)) as (port, _):
        pass
    with pytest.raises(OSError, match=str(port)):
        drive(port, [b"x"], connections=1, seconds=1)
