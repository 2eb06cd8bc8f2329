"""A retry with its Idempotency-Key gets the same answer and makes nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import Database
from core.tables import IdempotentAnswer
from tests.support.databases import sqlite_alone
from tests.support.factories import create_job, create_token, read_job
from tests.support.files import portrait
from tests.support.forms import API, form, portraits, problem, stored

JOBS = f"{API}/jobs"
KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


def test_a_retried_job_is_made_once(client: FlaskClient, tmp_path: Path) -> None:
    first = client.post(JOBS, headers=KEY, **portraits(2))
    again = client.post(JOBS, headers=KEY, **portraits(2))
    assert (again.status_code, again.data) == (202, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(client.get(JOBS).json["items"]) == 1
    assert len(stored(tmp_path)) == 1


def test_a_retry_is_known_to_the_version_that_comes_after(client: FlaskClient, database: Database) -> None:
    """Answers are kept for a day: what is made of a request must not change, also of one that says little."""
    sent = {"expected": "3", "threshold": "0.8", "uncertain_flags": ""}
    answer = client.post(JOBS, headers=KEY, data=sent)
    with database.read() as connection:
        (kept,) = connection.execute(select(IdempotentAnswer.fingerprint)).scalars()
    # Of POST jobs, Upload, 0.8, auto, 3 and 1.0.
    assert kept == "7b0fa326bdec3bcd773bba0a9a71edd14303dc9c5373e31bc16717cd25f04c62"
    assert answer.json["name"] == "Upload"


def test_a_retried_group_is_added_once(client: FlaskClient, database: Database) -> None:
    job = create_job(database, expected=2)
    answers = [client.post(f"{JOBS}/{job}/images", headers=KEY, **portraits(2)) for _ in range(2)]
    assert answers[0].data == answers[1].data
    assert read_job(database, job).counts.received == 2


def test_a_retried_snapshot_is_taken_once(client: FlaskClient) -> None:
    sent = {"data": portrait(), "content_type": "image/jpeg", "headers": KEY}
    first, again = (client.post(f"{API}/snapshots", **sent) for _ in range(2))
    assert first.json["id"] == again.json["id"]
    assert client.get(JOBS).json["items"][0]["counts"]["received"] == 1


def test_a_retry_is_known_whatever_its_boundary_is(client: FlaskClient) -> None:
    first = client.post(JOBS, headers=KEY, **portraits(1, name="a"))
    assert client.post(JOBS, headers=KEY, **portraits(1, name="a")).data == first.data


@pytest.mark.parametrize(
    "other",
    [
        lambda: portraits(2),
        lambda: form(("b.jpg", portrait(0))),
        lambda: form(("000.jpg", portrait(9))),
        lambda: portraits(1, name="another"),
        lambda: portraits(1, threshold="0.7"),
    ],
    ids=["more", "name", "content", "field", "threshold"],
)
def test_another_request_with_the_key_is_a_conflict(client: FlaskClient, tmp_path: Path, other) -> None:  # noqa: ANN001
    client.post(JOBS, headers=KEY, **portraits(1))
    assert problem(client.post(JOBS, headers=KEY, **other()), 409)["code"] == "idempotency_conflict"
    assert len(client.get(JOBS).json["items"]) == 1
    assert len(stored(tmp_path)) == 1


def test_a_key_of_somebody_else_means_nothing(client: FlaskClient, stranger: FlaskClient) -> None:
    mine = client.post(JOBS, headers=KEY, **portraits())
    theirs = stranger.post(JOBS, headers=KEY, **portraits(2))
    assert theirs.status_code == 202
    assert mine.json["id"] != theirs.json["id"]


@sqlite_alone
@pytest.mark.parametrize("key", ["", "x" * 256, "tab\there"])
def test_a_key_that_cannot_be_kept_is_refused(client: FlaskClient, key: str) -> None:
    refusal = problem(client.post(JOBS, headers={"Idempotency-Key": key}, **portraits()), 400)
    assert refusal["code"] == "invalid_idempotency_key"


def test_a_refused_request_does_not_spend_its_key(client: FlaskClient) -> None:
    problem(client.post(JOBS, headers=KEY, **portraits(1, threshold="7")), 400)
    assert client.post(JOBS, headers=KEY, **portraits(1)).status_code == 202


def test_the_same_request_twice_at_once_is_done_once(
    app: Flask, client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    headers = KEY | {"Authorization": f"Bearer {create_token(database)}"}
    sent = portraits(3)  # drawn once: drawing in several threads does not give the same picture twice

    def send(_number: int) -> tuple[int, bytes]:
        answer = app.test_client().post(JOBS, headers=headers, **sent)
        return answer.status_code, answer.data

    with ThreadPoolExecutor(6) as clients:
        answers = set(clients.map(send, range(6)))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 202
    assert len(client.get(JOBS).json["items"]) == 1
    assert len(stored(tmp_path)) == 1
