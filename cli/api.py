"""Browline's own HTTP API, asked from the command line as any program asks it."""

import http.client
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 60
IDLE_SECONDS = 8.0  # the server hangs up on who says nothing for 15
PATIENCE = 10  # tries where the server is busy
JSON = "application/json"


class Refused(Exception):
    """The server said no; its words are a sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class Api:
    """One kept connection to a running Browline. Its methods raise `OSError` where nobody answers."""

    def __init__(self, address: str, token: str) -> None:
        """`address` is of the front page, http on this machine."""
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=TIMEOUT_SECONDS)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._answered = time.monotonic()

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """What a path says; None where it has no content."""
        return self.send("GET", path)

    def post(self, path: str, said: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON
        """The answer to an object."""
        return self.send("POST", path, json.dumps(said).encode(), JSON)

    def send(self, method: str, path: str, body: bytes | None = None, content_type: str = "") -> Any:  # noqa: ANN401
        """The answer as JSON. A busy server is asked again. Raises `Refused`."""
        headers = self._headers | ({"Content-Type": content_type} if content_type else {})
        for _ in range(PATIENCE):
            if time.monotonic() > self._answered + IDLE_SECONDS:
                self._connection.close()  # the next request opens it anew
            self._connection.request(method, f"/api/v1{path}", body, headers)
            answer = self._connection.getresponse()
            data = answer.read()
            self._answered = time.monotonic()
            if answer.status not in {429, 503}:
                break
            time.sleep(float(answer.headers.get("Retry-After", 1)))
        if answer.status >= 300:
            raise Refused(answer.status, _detail(data, answer.status))
        return json.loads(data) if data else None

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


def _detail(data: bytes, status: int) -> str:
    try:
        return str(json.loads(data)["detail"])
    except (ValueError, LookupError, TypeError):
        return f"The server answered {status}."
