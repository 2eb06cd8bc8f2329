"""Every route by walking the URL map: who may ask, and that no other site asks in a person's name."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.accounts.roles import ROLES, may
from core.database import Database
from tests.integration.web.steps import follow_link
from tests.support.apps import client_of, on_pages
from tests.support.factories import create_account, create_token
from tests.support.forms import API, problem
from tests.support.routes import UNSAFE, routes
from web.rules import check_rules

OPEN = {
    "/healthz", "/readyz", "/metrics", f"{API}/healthz", f"{API}/readyz", f"{API}/metrics",
    f"{API}/openapi.json", "/api/docs", "/sign-in", "/language", "/words/<language>.js",
}  # fmt: skip
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_only_these_doors_are_open(app: Flask) -> None:
    assert {route.rule for route in routes(app) if route.role is None} == OPEN


def test_a_view_without_a_rule_makes_no_app(app: Flask) -> None:
    app.add_url_rule("/unruled", "unruled", lambda: "")
    with pytest.raises(LookupError, match="has no rule"):
        check_rules(app)


def test_a_view_that_came_later_without_a_rule_answers_nobody(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/unruled", "unruled", lambda: "secret")
    answer = client.get("/unruled")
    assert (answer.status_code, b"secret" in answer.data) == (500, False)


def test_nobody_is_asked_who_they_are(app: Flask, nobody: FlaskClient) -> None:
    guarded = [route for route in routes(app) if route.role is not None]
    assert len(guarded) > 30
    for route in guarded:
        answer = route.ask(nobody)
        if route.in_api:
            assert problem(answer, 401)["code"] == "unauthorised", route
            assert answer.headers["WWW-Authenticate"] == "Bearer"
        else:
            assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in"), route


@pytest.mark.parametrize("token", ["Bearer ", "Bearer nonsense", "Basic eDp4", "Bearer é", "nonsense"])
def test_what_is_no_token_is_nobody(app: Flask, nobody: FlaskClient, token: str) -> None:
    for route in routes(app):
        if route.role is not None and route.in_api:
            answer = route.ask(nobody, headers={"Authorization": token})
            assert problem(answer, 401)["code"] == "unauthorised", route


def test_a_token_opens_no_page(app: Flask, database: Database) -> None:
    """An admin's, which in the API may do everything: it makes no token, no account and no password."""
    program = client_of(app, create_token(database))
    pages = [route for route in routes(app) if route.role is not None and not route.in_api]
    assert len(pages) > 20
    for route in pages:
        answer = route.ask(program)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in"), route
        assert "Set-Cookie" not in answer.headers, route
    assert program.get(f"{API}/jobs").status_code == 200


@pytest.mark.parametrize("role", ROLES)
def test_a_wrong_role_is_refused_and_a_right_one_is_not(app: Flask, database: Database, role: str) -> None:
    create_token(database)  # so that there is an admin beside
    program = client_of(app, create_token(database, "asker", role))
    asker = on_pages(program, create_account(database, "asker"))
    for route in routes(app):
        if route.role is not None and "sign-out" not in route.rule:
            status = route.ask(asker).status_code
            assert (status == 403) == (not may(role, route.role)), (route, status)  # type: ignore[arg-type]
            assert status not in {401, 500}


def test_some_route_is_for_admins_alone(app: Flask) -> None:
    assert "admin" in {route.role for route in routes(app)}


@pytest.mark.parametrize(
    "sent", [{}, {"headers": {"X-CSRFToken": "forged"}}, {"data": {"csrf_token": "forged"}}]
)
def test_no_other_site_changes_anything_in_a_persons_name(
    app: Flask, nobody: FlaskClient, database: Database, sent: dict[str, dict[str, str]]
) -> None:
    person = follow_link(nobody, database)
    changing = [route for route in routes(app) if route.method in UNSAFE]
    assert len(changing) > 15
    for route in changing:
        assert problem(route.ask(person, **sent), 403)["code"] == "csrf", route
    assert person.get(f"{API}/jobs").status_code == 200


def test_nobody_is_signed_in_by_another_site(nobody: FlaskClient) -> None:
    answer = nobody.post("/sign-in", data={"name": "owner", "password": "x"})
    assert problem(answer, 403)["code"] == "csrf"
