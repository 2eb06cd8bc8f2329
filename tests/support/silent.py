"""A store that lets everybody in and answers nobody."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bench.s3_server import bucket_settings
from tests.support.stores import with_bucket


class Silent:
    """It remembers who came."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.asked: list[socket.socket] = []

    def serve(self) -> None:
        """Count who comes, until it is closed."""
        while True:
            try:
                self.asked.append(self._listening.accept()[0])
            except OSError:
                return


@contextmanager
def silent() -> Iterator[tuple[Silent, dict[str, str]]]:
    """Run it; gives also the settings of a bucket there."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Silent(listening)
        threading.Thread(target=server.serve, daemon=True).start()
        yield server, with_bucket(bucket_settings("127.0.0.1", listening.getsockname()[1]))
        listening.shutdown(socket.SHUT_RDWR)
    for connection in server.asked:
        connection.close()
