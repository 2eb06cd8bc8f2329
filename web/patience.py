"""Patience with clients that send slowly: none holds a thread of the server for as long as it likes."""

import errno
import inspect
import selectors
import socket
import time
from collections import deque
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.http import get_parser
from gunicorn.http.body import Body, ChunkedReader, LengthReader
from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker

from web.parts import READ_BYTES

BYTES_PER_SECOND = 4096  # that a request must come with in the end; a modem does
UNREAD_BYTES = 2**16  # of a body that nobody wanted, which are still worth reading to keep a connection
FAREWELL_SECONDS = 2.0  # in which who still sends may hear an answer, before its connection is torn down


class ClientTooSlow(ConnectionResetError):
    """A request did not come on; the server treats its connection as one that broke."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "the request came too slowly")


class PatientSocket:
    """What the server reads requests from: waits for a client, but not for ever.

    A request may be waited for `seconds` in all, and a second longer for every `BYTES_PER_SECOND` that came.
    """

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds
        self.begin()

    def begin(self) -> None:
        """A new request begins."""
        self._waited = self._received = 0.0

    def recv(self, size: int) -> bytes:
        """At most so many bytes. Raises `ClientTooSlow`."""
        left = self._seconds + self._received / BYTES_PER_SECOND - self._waited
        if left <= 0:
            raise ClientTooSlow
        began = time.monotonic()
        self._connection.settimeout(left)
        try:
            data = self._connection.recv(size)
        except TimeoutError:
            raise ClientTooSlow from None
        finally:
            self._connection.settimeout(self._seconds)  # for the answer, which a client may not read
            self._waited += time.monotonic() - began
        self._received += len(data)
        return data


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's threads, whose own time-out is for the process and never ends a request."""

    def __init__(self, *words: Any, **named: Any) -> None:  # noqa: ANN401 - gunicorn's own
        super().__init__(*words, **named)
        self._leaving = deque[TConn]()  # who was answered and may still send, the next to be torn down first

    def handle(self, conn: TConn) -> Any:  # noqa: ANN401 - gunicorn's own
        """Handle a request on a connection; in a thread of the pool."""
        if conn.parser is None:
            seconds = self.app.settings.client_seconds
            conn.parser = get_parser(self.cfg, PatientSocket(conn.sock, seconds), conn.client)
            # No more than a form takes at once: what is read ahead is copied whole at each read.
            conn.parser.unreader.max_body_chunk = READ_BYTES
        conn.parser.unreader.sock.begin()
        return super().handle(conn)

    def handle_request(self, req: Request, conn: TConn) -> Any:  # noqa: ANN401 - gunicorn's own
        """Answer a request; one that is answered before it was read ends its connection, and says so.

        Gunicorn would read on for five seconds, in a thread that others wait for.
        """
        wanted = req.should_close
        req.should_close = lambda: wanted() or is_unread(req.body)
        return super().handle_request(req, conn)

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        """End a connection, if it is to end, without waiting for it: the main thread does it, which accepts.

        Gunicorn would wait here until the client hangs up as well, for two seconds.
        """
        if fs.cancelled() or fs.exception() or fs.result():
            super().finish_request(conn, fs)
            return
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            conn.timeout = time.monotonic() + FAREWELL_SECONDS
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._hear_out, conn))
        except (OSError, ValueError, KeyError):  # it is gone already
            self.nr_conns -= 1
            conn.close()
        else:
            self._leaving.append(conn)

    def murder_pending(self) -> None:
        """Tear down what has had its time; gunicorn calls it once a second at least."""
        super().murder_pending()
        while self._leaving and self._leaving[0].timeout <= time.monotonic():
            self._tear_down(self._leaving[0])

    def _hear_out(self, conn: TConn, client: socket.socket) -> None:
        """Throw away what comes: a connection that is closed over it takes its answer with it."""
        try:
            gone = not client.recv(READ_BYTES)
        except BlockingIOError:
            gone = False
        except OSError:
            gone = True
        if gone:
            self._tear_down(conn)

    def _tear_down(self, conn: TConn) -> None:
        self._leaving.remove(conn)
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()


def is_unread(body: Body) -> bool:
    """Whether so much of a request is still to come that its connection is not worth keeping."""
    reader = body.reader
    if isinstance(reader, LengthReader):
        return bool(reader.length > UNREAD_BYTES)
    if isinstance(reader, ChunkedReader):  # of which nobody knows how much it is
        return reader.parser is not None and inspect.getgeneratorstate(reader.parser) == inspect.GEN_CREATED
    return False
