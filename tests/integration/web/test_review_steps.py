"""Many words in one request: what is kept, what is refused and why, once, and one undo for all."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.database import Database
from tests.integration.web.test_openapi import check
from tests.support.apps import client_of
from tests.support.factories import create_job, create_token, end_in_turn, sure
from tests.support.forms import API, problem

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def faces(client: FlaskClient, database: Database, owner: str) -> list[str]:
    job = create_job(database, 3)
    end_in_turn(database, *[sure] * 3)
    rows = client.get(f"{API}/jobs/{job}/results").json["items"]
    return [row["face_id"] for row in rows]


def say(
    client: FlaskClient, items: object, key: str | None = None, desk: str = "mine", **more: object
) -> TestResponse:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{API}/reviews?desk={desk}", json={"items": items, **more}, headers=headers)


def words(faces: list[str], label: str = "female") -> list[dict[str, str]]:
    return [{"face_id": face, "label": label} for face in faces]


def labels(client: FlaskClient, faces: list[str]) -> list[str | None]:
    items = [client.get(f"{API}/faces/{face}/reviews").json["items"] for face in faces]
    return [next((row["label"] for row in reversed(rows) if row["standing"]), None) for rows in items]


def test_a_step_is_kept_once_and_undone_once(client: FlaskClient, faces: list[str]) -> None:
    first, again = (say(client, words([face.upper() for face in faces]), key="k1") for _ in range(2))
    assert (first.status_code, first.json) == (201, again.json)
    check(first.json, "/reviews", "post", "201")
    assert [row["face_id"] for row in first.json["accepted"]] == faces
    assert problem(say(client, words(faces, "male"), key="k1"), 409)["code"] == "idempotency_conflict"
    undone = client.post(f"{API}/review/undo?desk=mine")
    check(undone.json, "/review/undo", "post")
    assert {row["face_id"] for row in undone.json["taken_back"]} == set(faces)
    assert labels(client, faces) == [None] * 3
    assert problem(client.post(f"{API}/review/undo?desk=mine"), 409)["code"] == "nothing_to_undo"


def test_what_is_refused_says_why_and_costs_only_itself(
    app: Flask, client: FlaskClient, database: Database, faces: list[str]
) -> None:
    say(client, words(faces[:1], "male"), desk="other")
    items = [*words(faces[:2]), {"face_id": faces[2], "label": "boy"}]
    answer = say(client, items, if_open=True)
    assert answer.status_code == 201
    codes = [(one["face_id"], one["code"]) for one in answer.json["rejected"]]
    assert codes == [(faces[0], "settled_meanwhile"), (faces[2], "invalid_label")]
    assert labels(client, faces) == ["male", "female", None]
    nothing = say(client_of(app, create_token(database, "stranger", "reviewer")), words(faces))
    assert nothing.status_code == 200
    assert {one["code"] for one in nothing.json["rejected"]} == {"not_found"}
    single = client.post(
        f"{API}/faces/{faces[0]}/reviews?desk=mine", json={"label": "female", "if_open": True}
    )
    assert problem(single, 409)["code"] == "settled_meanwhile"


@pytest.mark.parametrize(
    ("items", "code"),
    [
        (None, "invalid_list"),
        ([], "invalid_list"),
        ([5], "invalid_list"),
        ([{"label": "male"}], "invalid_face_id"),
        ([{"face_id": "a", "label": 5}], "invalid_label"),
        ([{"face_id": "a", "label": "male"}] * 201, "invalid_list"),
    ],
)
def test_a_list_that_is_none_is_refused(client: FlaskClient, items: object, code: str) -> None:
    assert problem(say(client, items), 400)["code"] == code
    assert (
        problem(say(client, [{"face_id": "a", "label": "male"}], if_open="yes"), 400)["code"]
        == "invalid_if_open"
    )
