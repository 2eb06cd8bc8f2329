"""What tests do with a whole running system."""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from bench.client import Client
from bench.running import Running
from cli.form import multipart
from tests.support.processes import wait_for

SLOW = 180  # seconds until an upload has to be done, on a busy machine


def send(server: Running, files: Sequence[bytes], **fields: str) -> dict[str, Any]:
    """The answer to a new job of these files: crops of one face unless `framing` says otherwise.

    Their names are in their order, and nobody else's.
    """
    mark = uuid4().hex
    named = [(f"{n:04}-{mark}.jpg", data) for n, data in enumerate(files)]
    body, content_type = multipart(named, {"framing": "face"} | fields)
    client = Client(server)
    try:
        answer: dict[str, Any] = client.send("POST", "/jobs", body, content_type)
    finally:
        client.close()
    return answer


def upload(server: Running, files: Sequence[bytes], **fields: str) -> str:
    """The id of a new job of these files."""
    return str(send(server, files, **fields)["id"])


def counts(server: Running, job: str) -> dict[str, int]:
    """A job's counts."""
    found: dict[str, int] = server.get(f"/jobs/{job}")["counts"]
    return found


def wait_until_done(server: Running, job: str, seconds: float = SLOW) -> None:
    """Wait until every image of a job has ended."""
    wait_for(lambda: server.get(f"/jobs/{job}")["state"] == "done", seconds)


def labels(server: Running, job: str) -> list[str | None]:
    """The label of every row, in the order of the files."""
    return [row["label"] for row in server.get(f"/jobs/{job}/results?limit=1000&sort=created")["items"]]


def readiness(server: Running) -> tuple[int, dict[str, Any]]:
    """Status and body of `/readyz`; (0, {}) while nobody answers."""
    try:
        with urllib.request.urlopen(f"{server.url}/readyz", timeout=10) as answer:  # noqa: S310 - ours
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except OSError:
        return 0, {}


def wait_until_ready(server: Running, seconds: float = SLOW) -> dict[str, Any]:
    """Wait until an upload would be taken and classified; the body of `/readyz`."""
    wait_for(lambda: readiness(server)[0] == 200, seconds)
    return readiness(server)[1]
