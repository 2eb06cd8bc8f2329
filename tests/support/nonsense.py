"""A server that answers whatever it is asked with something that is no reply of Redis'."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

NO_NUMBER = b":x\r\n"


@contextmanager
def nonsense() -> Iterator[str]:
    """The address of one, for a while."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Babbler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"redis://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


class _Babbler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while self.request.recv(65536):
            self.request.sendall(NO_NUMBER)
