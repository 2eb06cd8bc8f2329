"""Requests whose answer may be an error, told with its status and headers."""

import http.client
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from bench.running import Running
from cli.form import multipart


@dataclass(frozen=True, slots=True)
class Answer:
    """What a running server said; `body` is what its JSON holds."""

    status: int
    headers: Mapping[str, str]
    body: Any


def ask(server: Running, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    """Send one request on a connection of its own; `_` in a header's name is `-`. Raises `OSError`."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        connection.request(method, f"/api/v1{path}", body, {"Authorization": f"Bearer {server.token}"} | sent)
        with connection.getresponse() as answer:
            return Answer(answer.status, dict(answer.headers), json.loads(answer.read() or b"null"))
    finally:
        connection.close()


def post_job(server: Running, files: Sequence[bytes], *, key: str = "", **fields: str) -> Answer:
    """A new job of these crops, asked for with an Idempotency-Key if one is given.

    Their names are in their order, and nobody else's but of another try with that key.
    """
    mark = key or uuid4().hex
    named = [(f"{n:04}-{mark}.jpg", data) for n, data in enumerate(files)]
    body, content_type = multipart(named, {"framing": "face"} | fields)
    headers = {"Content_Type": content_type} | ({"Idempotency_Key": key} if key else {})
    return ask(server, "POST", "/jobs", body, **headers)
