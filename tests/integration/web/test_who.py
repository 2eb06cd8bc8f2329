"""Nobody gets in: every route asks who is there, but for the few that are open."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.accounts.links import create_sign_in_link
from core.database import Database
from core.ids import new_id
from tests.support.factories import create_account, create_job
from tests.support.files import portrait
from tests.support.forms import API, portraits, problem

OPEN = {"/healthz", "/readyz", "/metrics", "/openapi.json"}
METHODS = {"GET", "POST", "DELETE", "PUT", "PATCH"}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def calls(app: Flask) -> list[tuple[str, str]]:
    """Every method and address under the API, with made-up ids."""
    return [
        (method, re.sub(r"<uuid:\w+>", new_id(), rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{API}/") and rule.rule.removeprefix(API) not in OPEN
        for method in sorted(METHODS & (rule.methods or set()))
    ]


def test_there_are_calls_to_guard(app: Flask) -> None:
    assert len(calls(app)) >= 17


@pytest.mark.parametrize("token", [None, "Bearer ", "Bearer nonsense", "Basic eDp4", "Bearer é", "nonsense"])
def test_nobody_is_asked_who_they_are(app: Flask, nobody: FlaskClient, token: str | None) -> None:
    headers = {} if token is None else {"Authorization": token}
    for method, path in calls(app):
        answer = nobody.open(path, method=method, headers=headers)
        assert problem(answer, 401)["code"] == "unauthorised", (method, path)
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "path",
    ["/healthz", "/readyz", "/metrics", *(f"{API}{path}" for path in sorted(OPEN)), "/api/docs", "/sign-in"],
)
def test_some_doors_are_open(nobody: FlaskClient, path: str) -> None:
    assert nobody.get(path).status_code in {200, 503}


def test_a_page_sends_nobody_to_the_door(app: Flask, nobody: FlaskClient) -> None:
    pages = [
        re.sub(r"<uuid:\w+>", new_id(), rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(("/api/", "/static/"))
        and rule.rule not in OPEN | {"/sign-in"}
    ]  # fmt: skip
    assert pages
    for page in pages:
        answer = nobody.get(page)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in"), page


@pytest.mark.parametrize("path", ["/jobs", "/snapshots", "/model", "/openapi.json"])
def test_a_wrong_method_is_a_problem(client: FlaskClient, path: str) -> None:
    answer = client.put(f"{API}{path}")
    assert problem(answer, 405)["code"] == "method_not_allowed"
    assert answer.headers["Allow"]


def test_an_unknown_address_is_a_problem(client: FlaskClient) -> None:
    assert problem(client.get(f"{API}/nothing"), 404)["code"] == "not_found"


def test_every_answer_is_guarded(nobody: FlaskClient) -> None:
    for path in ("/healthz", "/sign-in", f"{API}/jobs"):
        headers = nobody.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]


@pytest.fixture
def person(nobody: FlaskClient, database: Database) -> FlaskClient:
    """Somebody signed in by the one-time link."""
    owner = create_account(database)
    with database.write() as connection:
        secret = create_sign_in_link(connection, owner)
    answer = nobody.get(f"/sign-in?token={secret}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    return nobody


def csrf_token(person: FlaskClient) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', person.get("/").text)
    assert found is not None
    return found.group(1)


def test_a_session_reads(person: FlaskClient) -> None:
    assert person.get(f"{API}/jobs").status_code == 200


def test_a_session_needs_a_csrf_token_to_change_anything(person: FlaskClient, database: Database) -> None:
    job = create_job(database, 1)
    for path in ("", f"/{job}/cancel", f"/{job}/images"):
        assert problem(person.post(f"{API}/jobs{path}"), 403)["code"] == "csrf"
    assert problem(person.delete(f"{API}/jobs/{job}"), 403)["code"] == "csrf"
    assert problem(person.post(f"{API}/snapshots", data=portrait()), 403)["code"] == "csrf"
    assert [job["state"] for job in person.get(f"{API}/jobs").json["items"]] == ["waiting"]


def test_a_session_with_its_csrf_token_uploads(person: FlaskClient) -> None:
    answer = person.post(f"{API}/jobs", headers={"X-CSRFToken": csrf_token(person)}, **portraits())
    assert answer.status_code == 202


def test_a_forged_csrf_token_is_refused(person: FlaskClient) -> None:
    answer = person.post(f"{API}/jobs", headers={"X-CSRFToken": "forged"}, **portraits())
    assert problem(answer, 403)["code"] == "csrf"


def test_a_token_needs_no_csrf(client: FlaskClient) -> None:
    assert client.post(f"{API}/jobs", **portraits()).status_code == 202


def test_a_session_cookie_is_kept_from_scripts_and_other_sites(
    nobody: FlaskClient, database: Database
) -> None:
    owner = create_account(database)
    with database.write() as connection:
        secret = create_sign_in_link(connection, owner)
    cookie = nobody.get(f"/sign-in?token={secret}").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_pages_renew_a_session_and_calls_do_not(person: FlaskClient) -> None:
    """A call that was under way at a sign-out would sign in again."""
    assert person.get("/").headers.getlist("Set-Cookie") != []
    assert person.get(f"{API}/jobs").headers.getlist("Set-Cookie") == []


def test_a_link_signs_in_once(person: FlaskClient, app: Flask) -> None:
    answer = app.test_client().get("/sign-in?token=spent")
    assert answer.status_code == 403


def test_signing_out_ends_the_session(person: FlaskClient) -> None:
    person.post("/sign-out", data={"csrf_token": csrf_token(person)})
    assert person.get(f"{API}/jobs").status_code == 401
