"""Patience with clients that send slowly: none holds a thread of the server for as long as it likes."""

import errno
import socket
import time
from typing import Any

from gunicorn.http import get_parser
from gunicorn.workers.gthread import TConn, ThreadWorker

from web.parts import READ_BYTES

BYTES_PER_SECOND = 4096  # that a request must come with in the end; a modem does


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

    def handle(self, conn: TConn) -> Any:  # noqa: ANN401 - gunicorn's own
        """Handle a request on a connection; in a thread of the pool."""
        if conn.parser is None:
            seconds = self.app.settings.client_seconds
            conn.parser = get_parser(self.cfg, PatientSocket(conn.sock, seconds), conn.client)
            # No more than a form takes at once: what is read ahead is copied whole at each read.
            conn.parser.unreader.max_body_chunk = READ_BYTES
        conn.parser.unreader.sock.begin()
        return super().handle(conn)
