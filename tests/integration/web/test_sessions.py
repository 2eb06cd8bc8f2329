"""Sessions of people: how they begin, what their cookie is, and everything that ends them."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection

from core.accounts import records
from core.accounts.passwords import hash_password
from core.database import Database
from core.settings import Settings
from tests.integration.web.steps import csrf_token, follow_link, give_password, send, sign_in
from tests.support.apps import app_with
from tests.support.factories import create_account, create_token
from tests.support.files import portrait
from tests.support.forms import API, portraits, problem
from tests.support.leftovers import NOTHING, left
from web.app import create_app
from web.context import EXTENSION

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def person(nobody: FlaskClient, database: Database) -> FlaskClient:
    return follow_link(nobody, database)


def status(browser: FlaskClient) -> int:
    return browser.get(f"{API}/jobs").status_code


def test_a_session_reads_and_with_its_csrf_token_uploads(person: FlaskClient) -> None:
    assert status(person) == 200
    answer = person.post(f"{API}/jobs", headers={"X-CSRFToken": csrf_token(person, "/")}, **portraits())
    assert answer.status_code == 202


@pytest.mark.parametrize(
    ("changes", "forwarded", "secure"),
    [
        ({}, "http", False),
        ({}, "https", False),  # of a proxy that nobody trusts
        ({"public_url": "https://localhost"}, "http", True),
        ({"trusted_proxies": 1}, "http", False),
        ({"trusted_proxies": 1}, "https", True),
    ],
)
def test_a_session_cookie_is_kept_from_scripts_and_other_sites(
    settings: Settings, database: Database, changes: dict[str, object], forwarded: str, secure: bool
) -> None:
    give_password(database)
    with app_with(settings, **changes) as app:
        browser = app.test_client()
        browser.environ_base["HTTP_X_FORWARDED_PROTO"] = forwarded
        cookie = sign_in(browser).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) == secure


def test_pages_renew_a_session_and_calls_do_not(person: FlaskClient) -> None:
    """A call that was under way at a sign-out would sign in again."""
    assert person.get("/").headers.getlist("Set-Cookie") != []
    assert person.get(f"{API}/jobs").headers.getlist("Set-Cookie") == []


def test_a_session_begins_with_nothing_from_before(nobody: FlaskClient, database: Database) -> None:
    give_password(database)
    with nobody.session_transaction() as before:
        before["planted"] = "by somebody else"
    planted = csrf_token(nobody)
    assert sign_in(nobody).status_code == 303
    with nobody.session_transaction() as now:
        assert "planted" not in now
    answer = nobody.post(f"{API}/jobs", headers={"X-CSRFToken": planted}, **portraits())
    assert problem(answer, 403)["code"] == "csrf"


def test_signing_out_ends_the_session_for_who_has_copied_its_cookie(
    app: Flask, settings: Settings, person: FlaskClient, database: Database
) -> None:
    name = f"browline-{settings.port}"
    cookie = person.get_cookie(name)
    assert cookie is not None
    thief, second = app.test_client(), follow_link(app.test_client(), database)
    thief.set_cookie(name, cookie.value)
    assert status(thief) == 200
    answer = send(person, "/sign-out")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert [status(browser) for browser in (person, thief, second)] == [401, 401, 200]
    assert thief.get("/").headers["Location"] == "/sign-in"


@pytest.mark.parametrize(
    "end",
    [
        lambda connection, account: records.set_password(connection, account, hash_password("another one!")),
        records.end_sessions,
        records.remove_account,
    ],
    ids=["password", "everywhere", "removed"],
)
def test_what_ends_all_sessions_of_an_account(
    app: Flask, database: Database, end: Callable[[Connection, str], None]
) -> None:
    create_account(database)
    first, second = (follow_link(app.test_client(), database, "ada") for _ in range(2))
    other = follow_link(app.test_client(), database)
    assert [status(browser) for browser in (first, second, other)] == [200, 200, 200]
    account = create_account(database, "ada")
    with database.write() as connection:
        end(connection, account)
    assert [status(browser) for browser in (first, second, other)] == [401, 401, 200]
    assert first.get("/").headers["Location"] == "/sign-in"


def test_another_role_counts_at_once(app: Flask, database: Database) -> None:
    create_account(database)
    browser = follow_link(app.test_client(), database, "ada")
    assert browser.get("/accounts").status_code == 403
    account = create_account(database, "ada")
    with database.write() as connection:
        records.set_role(connection, account, "admin")
    assert browser.get("/accounts").status_code == 200


def test_a_session_of_another_key_is_nobodys(settings: Settings, person: FlaskClient) -> None:
    cookie = person.get_cookie(f"browline-{settings.port}")
    assert cookie is not None
    elsewhere = create_app(settings.model_copy(update={"secret_key": "another"}))
    thief = elsewhere.test_client()
    thief.set_cookie(f"browline-{settings.port}", cookie.value)
    assert status(thief) == 401
    elsewhere.extensions[EXTENSION].close()


class Interrupted(BytesIO):
    """A body that comes slowly: something happens before its end."""

    def __init__(self, data: bytes, happens: Callable[[], None]) -> None:
        super().__init__(data)
        self._happens: Callable[[], None] | None = happens

    def readinto(self, buffer: memoryview) -> int:
        if self._happens is not None:
            self._happens()
            self._happens = None
        return super().readinto(buffer)


@pytest.mark.parametrize("path", ["/jobs", "/snapshots", "/snapshots?keep=false"])
def test_an_account_that_goes_while_its_upload_comes(
    app: Flask, database: Database, tmp_path: Path, path: str
) -> None:
    create_account(database)
    program = app.test_client()
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {create_token(database, 'ada')}"
    account = create_account(database, "ada")

    def remove() -> None:
        with database.write() as connection:
            records.remove_account(connection, account)

    sent = portraits() if path == "/jobs" else {"data": portrait(), "content_type": "image/jpeg"}
    body = Interrupted(sent["data"], remove)
    answer = program.post(
        API + path, input_stream=body, content_length=len(sent["data"]), content_type=sent["content_type"]
    )
    assert problem(answer, 401)["code"] == "unauthorised"
    assert left(database, tmp_path) == NOTHING


def test_nobody_sends_much(nobody: FlaskClient) -> None:
    headers = {"X-CSRFToken": csrf_token(nobody)}
    for fields in ({"data": {"name": "x" * 70_000}}, {"data": {"file": (BytesIO(b"x" * 70_000), "a.jpg")}}):
        assert problem(nobody.post("/sign-in", headers=headers, **fields), 413)["code"] == "too_large"
