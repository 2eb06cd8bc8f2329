"""Forms that are broken, too many or too large: refused in words, and nothing is stored."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as redis_client
from flask import Flask
from flask.testing import FlaskClient

from cli.form import multipart
from core.database import Database
from core.settings import Settings
from tests.support.factories import create_settings, create_token
from tests.support.files import plain, portrait
from tests.support.forms import API, portraits, problem, stored
from web.app import create_app
from web.context import EXTENSION

# Werkzeug leaves the file that it was reading open when a form breaks off.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile.__del__"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

JOBS = f"{API}/jobs"
WHOLE, TYPE = multipart([("a.jpg", portrait())])


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Collect what a broken form left behind here and not in another test."""
    yield
    gc.collect()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (WHOLE, "multipart/form-data"),
        (WHOLE, "multipart/form-data; boundary=another"),
        (WHOLE, "multipart/form-data; boundary="),
        (WHOLE, "application/octet-stream"),
        (WHOLE, "application/x-www-form-urlencoded"),
        (WHOLE, "application/json"),
        (WHOLE[: len(WHOLE) // 2], TYPE),
        (WHOLE[:-8], TYPE),
        (b"", TYPE),
        (b"", ""),
        (b"\r\n" * 100, TYPE),
    ],
    ids=["no boundary", "wrong boundary", "empty boundary", "bytes", "urlencoded", "json", "cut in the file",
         "not closed", "empty", "nothing", "blank"],
)  # fmt: skip
def test_a_form_that_cannot_be_read_is_refused(
    client: FlaskClient, tmp_path: Path, body: bytes, content_type: str
) -> None:
    refusal = problem(client.post(JOBS, data=body, content_type=content_type), 400)
    assert refusal["code"] in {"no_images", "broken_form"}
    assert client.get(JOBS).json["items"] == []
    assert stored(tmp_path) == []


def test_a_form_that_is_none_is_told_what_to_send(client: FlaskClient) -> None:
    refusal = problem(client.post(JOBS, data=b"bytes", content_type="image/jpeg"), 400)
    assert refusal["code"] == "no_images"
    assert "multipart/form-data" in refusal["detail"]


def test_a_broken_form_does_not_announce_either(client: FlaskClient) -> None:
    body, _ = multipart([("a.jpg", portrait())], {"expected": "3"})
    answer = client.post(JOBS, data=body, content_type="multipart/form-data; boundary=another")
    assert problem(answer, 400)["code"] in {"no_images", "broken_form"}


def test_more_than_a_thousand_files_work(client: FlaskClient) -> None:
    body, content_type = multipart([(f"{n}.png", plain()) for n in range(1100)])
    answer = client.post(JOBS, data=body, content_type=content_type)
    assert (answer.status_code, len(answer.json["accepted"])) == (202, 1100)


@pytest.fixture
def narrow(settings: Settings, redis: redis_client.Redis, database: Database) -> Iterator[FlaskClient]:
    """A client of an app that takes ten files and one megabyte at once."""
    changes = {"max_request_files": 10, "max_request_mb": 1}
    app: Flask = create_app(create_settings(**(dict(settings) | changes)))
    asking = app.test_client()
    asking.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {create_token(database)}"
    yield asking
    app.extensions[EXTENSION].close()


def test_too_many_files_are_refused_with_advice(narrow: FlaskClient, tmp_path: Path) -> None:
    refusal = problem(narrow.post(JOBS, **portraits(40)), 413)
    assert refusal["code"] == "too_large"
    assert "groups" in refusal["detail"]
    assert stored(tmp_path) == []


def test_too_large_a_body_is_refused_with_advice(narrow: FlaskClient, tmp_path: Path) -> None:
    body, content_type = multipart([("a.bmp", bytes(2**20))])
    refusal = problem(narrow.post(JOBS, data=body, content_type=content_type), 413)
    assert "groups" in refusal["detail"]
    assert stored(tmp_path) == []


def test_too_large_a_frame_is_refused(narrow: FlaskClient) -> None:
    problem(narrow.post(f"{API}/snapshots", data=bytes(2**21), content_type="image/jpeg"), 413)


def test_too_long_a_field_is_refused(client: FlaskClient) -> None:
    answer = client.post(JOBS, **portraits(1, threshold="0" * 2**21 + "0.9"))
    assert answer.status_code in {400, 413}
