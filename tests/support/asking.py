"""Requests to a running Browline whose answer may be anything."""

import http.client
import json
from dataclasses import dataclass
from typing import Any

from bench.running import Running

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)


def ask(server: Running, method: str, path: str, body: bytes | None = None, content_type: str = "") -> Asked:
    """Send one request with the server's token, on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
    headers = {"Authorization": f"Bearer {server.token}"} | (
        {"Content-Type": content_type} if content_type else {}
    )
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return Asked(answer.status, answer.headers, answer.read())
    finally:
        connection.close()
