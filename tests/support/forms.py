"""Requests of the tests' web client."""

from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from cli.form import multipart
from tests.support.files import portrait

API = "/api/v1"


def form(*files: bytes | tuple[str, bytes], **fields: str) -> dict[str, Any]:
    """A multipart form of files (named a.jpg, where they have no name) and fields."""
    named = [file if isinstance(file, tuple) else ("a.jpg", file) for file in files]
    body, content_type = multipart(named, fields)
    return {"data": body, "content_type": content_type}


def portraits(count: int = 1, **fields: str) -> dict[str, Any]:
    """A form of drawn portraits."""
    return form(*((f"{seed:03}.jpg", portrait(seed)) for seed in range(count)), **fields)


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """The problem document of an answer that has to be one with this status."""
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json"), answer.text
    body: dict[str, Any] = answer.get_json()
    assert {"type", "title", "status", "detail", "code"} <= set(body)
    assert body["status"] == status
    return body


def stored(home: Path) -> list[Path]:
    """The packs that lie in a home's store."""
    return [path for path in (home / "blobs").rglob("*") if path.is_file()]
