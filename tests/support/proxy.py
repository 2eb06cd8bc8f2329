"""A TCP proxy that can lose a connection as networks do: nothing arrives any more, and nobody hangs up."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PIECE = 65536


class Proxy:
    """Forwards connections to a Unix socket; what is frozen stays open and stays silent for ever."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._server = socket.create_server(("127.0.0.1", 0))
        self._frozen = threading.Event()  # of the connections that there are; another one takes its place
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._server.getsockname()[1]
        return port

    def freeze(self) -> None:
        """Make every connection that is open now half-open; later ones work."""
        self._frozen.set()
        self._frozen = threading.Event()

    def close(self) -> None:
        """Hang up."""
        for one in (self._server, *self._sockets):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            self._sockets += [client, server]
            try:
                server.connect(str(self._target))
            except OSError:
                client.close()
                continue
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=_forward, args=(source, sink, self._frozen), daemon=True).start()


def _forward(source: socket.socket, sink: socket.socket, frozen: threading.Event) -> None:
    with suppress(OSError):
        while data := source.recv(PIECE):
            if frozen.is_set():
                return
            sink.sendall(data)
    if not frozen.is_set():
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


@contextmanager
def proxied(target: Path) -> Iterator[Proxy]:
    """A proxy for a while."""
    proxy = Proxy(target)
    try:
        yield proxy
    finally:
        proxy.close()
