"""HTTP without a client's good manners: whatever bytes are given go out, and what comes back is read."""

import http.client
import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.running import Running

PATIENCE = 90  # seconds that an answer may take on a busy machine before it counts as none


@dataclass(frozen=True, slots=True)
class Target:
    """What attempts are aimed at: a server, an account's token, and things that are there."""

    server: Running
    job_id: str
    image_id: str

    def call(self, method: str, path: str, *headers: str, body: bytes = b"") -> bytes:
        """A well-formed request with these headers more; its length is said unless they say one."""
        named = {header.partition(":")[0].lower() for header in headers}
        lines = [f"{method} {path} HTTP/1.1", "Connection: close", *headers]
        if "host" not in named:
            lines.append(f"Host: 127.0.0.1:{self.server.port}")
        if "authorization" not in named:
            lines.append(f"Authorization: Bearer {self.server.token}")
        if body and not named & {"content-length", "transfer-encoding"}:
            lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


@dataclass(frozen=True, slots=True)
class Attempt:
    """A named request, and the answer that it must get: a status, and the code of its problem document.

    No code: the HTTP server itself refuses, before there is anything of ours to answer.
    """

    family: str
    name: str
    message: Callable[[Target], bytes]
    status: int
    code: str | None = None

    @property
    def title(self) -> str:
        """What tests and tables call it."""
        return f"{self.family}: {self.name}"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; status 0 where the connection was closed without one."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def code(self) -> str | None:
        """The code of a problem document."""
        is_problem = self.headers.get("content-type") == "application/problem+json"
        return str(json.loads(self.body)["code"]) if is_problem else None


def exchange(server: Running, message: bytes) -> Reply:
    """Send bytes, say that there are no more, and read the answer. Raises `TimeoutError`."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as connection:
        try:
            connection.sendall(message)
            connection.shutdown(socket.SHUT_WR)
        except TimeoutError:
            raise
        except OSError:  # it may have answered and hung up before it has heard all
            pass
        answer = http.client.HTTPResponse(connection)
        try:
            answer.begin()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, headers, answer.read(), time.monotonic() - began)
        except (http.client.BadStatusLine, ConnectionResetError):
            return Reply(0, {}, b"", time.monotonic() - began)
        finally:
            answer.close()
