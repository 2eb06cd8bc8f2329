"""What everybody gets, and programs with their tokens."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from core.accounts.tokens import TokenView, list_tokens, revoke_token
from core.clock import utc_now
from core.database import Database
from core.tables import Token
from tests.support.forms import API, portraits, problem

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("path", ["/jobs", "/snapshots", "/model", "/openapi.json"])
def test_a_wrong_method_is_a_problem(client: FlaskClient, path: str) -> None:
    answer = client.put(f"{API}{path}")
    assert problem(answer, 405)["code"] == "method_not_allowed"
    assert answer.headers["Allow"]


def test_an_unknown_address_is_a_problem(client: FlaskClient) -> None:
    assert problem(client.get(f"{API}/nothing"), 404)["code"] == "not_found"


def test_open_doors_answer(nobody: FlaskClient) -> None:
    for path in ("/healthz", "/readyz", "/metrics", f"{API}/openapi.json", "/api/docs", "/sign-in"):
        assert nobody.get(path).status_code in {200, 503}


def test_every_answer_is_guarded(nobody: FlaskClient) -> None:
    for path in ("/healthz", "/sign-in", f"{API}/jobs"):
        headers = nobody.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]


def test_a_token_needs_no_csrf(client: FlaskClient) -> None:
    assert client.post(f"{API}/jobs", **portraits()).status_code == 202


def the_token(database: Database) -> TokenView:
    with database.read() as connection:
        (found,) = list_tokens(connection)
    return found


def test_a_revoked_token_is_worthless_at_once(client: FlaskClient, database: Database) -> None:
    assert client.get(f"{API}/jobs").status_code == 200
    with database.write() as connection:
        revoke_token(connection, the_token(database).id)
    assert client.get(f"{API}/jobs").status_code == 401


def test_a_tokens_use_is_noted_after_the_answer_and_once_a_minute(
    app: Flask, client: FlaskClient, database: Database
) -> None:
    with client.get(f"{API}/jobs") as answer:
        assert answer.status_code == 200
        assert the_token(database).last_used_at is None
    used = the_token(database).last_used_at
    assert used is not None
    long_ago = utc_now() - timedelta(hours=1)
    with database.write() as connection:
        connection.execute(update(Token).values(last_used_at=long_ago))
    client.get(f"{API}/jobs").close()
    assert the_token(database).last_used_at == long_ago  # this process has noted it within the minute


def test_a_token_speaks_while_its_use_cannot_be_noted(client: FlaskClient, database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE UPDATE ON tokens BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with client.get(f"{API}/jobs") as answer:
        assert answer.status_code == 200
    assert the_token(database).last_used_at is None
