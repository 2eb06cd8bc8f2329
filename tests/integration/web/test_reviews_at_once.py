"""Several requests at once about reviews: none fails for the others, and each is done once."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.database import Database
from tests.support.apps import client_of
from tests.support.factories import create_job, create_token, doubtful, end_in_turn
from tests.support.forms import API

AT_ONCE = 4


@pytest.fixture
def face(client: FlaskClient, database: Database) -> str:
    create_job(database, 1)
    end_in_turn(database, doubtful)
    return str(client.get(f"{API}/review/next").json["face_id"])


def say(client: FlaskClient, face: str, key: str) -> TestResponse:
    headers = {"Idempotency-Key": key}
    return client.post(f"{API}/faces/{face}/reviews", json={"label": "female"}, headers=headers)


def test_the_same_word_is_kept_once(app: Flask, client: FlaskClient, database: Database, face: str) -> None:
    programs = [client_of(app, create_token(database)) for _ in range(AT_ONCE)]
    for key in ("k1", "k2", "k3"):
        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(partial(say, face=face, key=key), programs))
        assert [answer.status_code for answer in answers] == [201] * AT_ONCE
        assert len({answer.data for answer in answers}) == 1
    assert len(client.get(f"{API}/faces/{face}/reviews").json["items"]) == 3


def test_every_undo_takes_back_another_word(
    app: Flask, client: FlaskClient, database: Database, face: str
) -> None:
    for number in range(AT_ONCE):
        say(client, face, f"k{number}")
    programs = [client_of(app, create_token(database)) for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda one: one.post(f"{API}/review/undo"), programs))
    assert [answer.status_code for answer in answers] == [200] * AT_ONCE
    assert len({answer.json["undoes"] for answer in answers}) == AT_ONCE
