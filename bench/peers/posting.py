"""The one load generator of all HTTP peers: prepared requests over kept connections, cheap in CPU."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import cycle

_HEAD_END = b"\r\n\r\n"
_LAST_CHUNK = b"0\r\n\r\n"  # JSON has no line that is empty, so nothing else ends so
_CLOSING = b"\r\nconnection: close"
_COMPLAINT = 500  # bytes of an error's answer that are kept


@dataclass(frozen=True, slots=True)
class Driven:
    """What one drive met: answers 200; other answers and broken connections; seconds to the last one."""

    answers: int
    errors: int
    seconds: float
    complaint: str = ""  # the first error
    sample: bytes = b""  # the last answer 200, with its head


def post(path: str, body: bytes, content_type: str) -> bytes:
    """A whole POST request, ready to be written."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def drive(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Driven:
    """Send the requests in turn for so long, over so many connections, each when the last is answered.

    Answers to what is under way at the end are waited for and counted. Raises `OSError` where nobody listens.
    """
    with ThreadPoolExecutor(1) as own:  # a thread that has no loop yet, whoever asks
        return own.submit(lambda: asyncio.run(_drive(port, requests, connections, seconds))).result()


async def _drive(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Driven:
    began = time.perf_counter()
    tally = _Tally(cycle(requests), began + seconds)
    await asyncio.gather(*(_keep(tally, port) for _ in range(connections)))
    return Driven(tally.answers, tally.errors, tally.ended - began, tally.complaint, tally.sample)


async def _keep(tally: "_Tally", port: int) -> None:
    """One connection, and another one each time that the server says it will close it."""
    loop, again = asyncio.get_running_loop(), True
    while again and not tally.over:
        told = loop.create_future()
        await loop.create_connection(partial(_Connection, tally, told), "127.0.0.1", port)
        again = await told


class _Tally:
    """What all connections share."""

    def __init__(self, requests: Iterator[bytes], until: float) -> None:
        self.requests, self.until = requests, until
        self.answers = self.errors = 0
        self.complaint, self.sample = "", b""
        self.ended = time.perf_counter()

    @property
    def over(self) -> bool:
        return time.perf_counter() >= self.until

    def count(self, status: bytes, answer: bytes) -> None:
        self.ended = time.perf_counter()
        if status == b"200":
            self.answers, self.sample = self.answers + 1, answer
        else:
            self.fail(answer[:_COMPLAINT].decode(errors="replace"))

    def fail(self, words: str) -> None:
        self.errors, self.complaint = self.errors + 1, self.complaint or words


class _Connection(asyncio.Protocol):
    """Sends the next request when the answer to the one before is whole, until the time is over."""

    def __init__(self, tally: _Tally, told: "asyncio.Future[bool]") -> None:
        self._tally = tally
        self._told = told  # at its end, whether another is to be opened
        self._transport: asyncio.WriteTransport | None = None
        self._received = bytearray()
        self._whole = 0  # bytes of the answer; 0 until its head is there, and where only its end tells
        self._waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 - asyncio's types say less
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._whole:
            self._whole = _length(self._received)
        if len(self._received) >= self._whole > 0 or (not self._whole and _chunks_ended(self._received)):
            answer = bytes(self._received)
            self._received.clear()
            self._whole, self._waiting = 0, False
            self._tally.count(answer[9:12], answer)
            self._next(closing=_CLOSING in answer.partition(_HEAD_END)[0].lower())

    def connection_lost(self, error: Exception | None) -> None:
        if self._waiting:
            self._tally.fail(f"the connection broke: {error or 'the server closed it'}")
        if not self._told.done():
            self._told.set_result(not self._waiting)

    def _next(self, *, closing: bool = False) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        if closing or self._tally.over:
            transport.close()
        else:
            self._waiting = True
            transport.write(next(self._tally.requests))


def _length(received: bytearray) -> int:
    """Of the whole answer with its head; 0 where the head is not there or does not say."""
    end = received.find(_HEAD_END)
    if end < 0:
        return 0
    _, found, rest = bytes(received[:end]).lower().partition(b"\r\ncontent-length:")
    return end + len(_HEAD_END) + int(rest.split(b"\r\n", 1)[0]) if found else 0


def _chunks_ended(received: bytearray) -> bool:
    return _HEAD_END in received and received.endswith(_LAST_CHUNK)
