"""A network camera: JPEG frames one after the other over HTTP, as cheap cameras send them."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAUSE = 0.05  # seconds between frames


@dataclass
class Camera:
    """What the camera does, and what it was asked; change `frames_a_connection` to make it break off."""

    port: int = 0
    frames_a_connection: int = 10**9
    locked: bool = False  # whether it asks for a password
    asked: list[tuple[str, str | None]] = field(default_factory=list)  # path and Authorization

    def address(self, user: str = "", query: str = "") -> str:
        return f"http://{user}127.0.0.1:{self.port}/stream{query}"


@contextmanager
def camera(frames: Sequence[bytes]) -> Iterator[Camera]:
    """Run one that shows these JPEGs over and over."""
    state = Camera()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append((self.path, self.headers.get("Authorization")))
            if state.locked and not self.headers.get("Authorization"):
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="camera"')
                self.send_header("Content-Length", "0")
                return self.end_headers()
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            try:
                for number in range(state.frames_a_connection):
                    data = frames[number % len(frames)]
                    head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                    self.wfile.write(head.encode() + data + b"\r\n")
                    time.sleep(PAUSE)
            except OSError:
                return None  # the watcher has gone
            return None

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
