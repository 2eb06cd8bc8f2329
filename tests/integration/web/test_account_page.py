"""The pages Account and Accounts: tokens, the password, who may sign in."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.accounts.records import list_accounts
from core.accounts.tokens import list_tokens
from core.database import Database
from tests.integration.web.steps import PASSWORD, csrf_token, follow_link, give_password, send, sign_in
from tests.support.factories import create_account, create_job
from tests.support.forms import API
from web.throttle import BY_NAME

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NEW = "staple battery horse"


@pytest.fixture
def person(nobody: FlaskClient, database: Database) -> FlaskClient:
    """Somebody signed in who has no password yet."""
    return follow_link(nobody, database)


@pytest.fixture
def second(app: Flask, person: FlaskClient, database: Database) -> FlaskClient:
    """Another browser of the same person."""
    return follow_link(app.test_client(), database)


def told(browser: FlaskClient, page: str = "/account") -> str:
    """What the page says of the form before it, once."""
    found = re.findall(r'<p class="note \w+" role="(?:alert|status)">([^<]+)</p>', browser.get(page).text)
    return " ".join(found)


def names(database: Database) -> dict[str, str]:
    with database.read() as connection:
        return {one.name: one.role for one in list_accounts(connection)}


def test_a_token_is_shown_once_works_and_is_revoked(
    app: Flask, person: FlaskClient, database: Database
) -> None:
    made = send(person, "/account/tokens", name="<b>script</b>")
    (secret,) = re.findall(r"brw_[\w-]{43}", made.text)
    assert made.headers["Cache-Control"] == "no-store"
    program = app.test_client()
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    assert program.get(f"{API}/jobs").status_code == 200
    page = person.get("/account").text
    assert secret not in page
    assert "&lt;b&gt;script&lt;/b&gt;" in page
    with database.read() as connection:
        (token,) = list_tokens(connection)
    assert send(person, f"/account/tokens/{token.id}/revoke").status_code == 303
    assert told(person) == "The token is revoked."
    assert program.get(f"{API}/jobs").status_code == 401


def test_a_wrong_name_of_a_token_is_told(person: FlaskClient) -> None:
    assert send(person, "/account/tokens", name=" ").status_code == 303
    assert "printable characters" in told(person)
    assert told(person) == ""


def test_a_first_password_is_set_and_ends_other_sessions(
    app: Flask, person: FlaskClient, second: FlaskClient
) -> None:
    assert send(person, "/account/password", new=NEW, again=NEW).headers["Location"] == "/account"
    assert told(person).startswith("The password is set.")
    assert second.get(f"{API}/jobs").status_code == 401
    assert sign_in(app.test_client(), password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"old": "wrong", "new": NEW, "again": NEW}, "The password now is another one"),
        ({"new": NEW, "again": NEW}, "The password now is another one"),
        ({"old": PASSWORD, "new": NEW, "again": PASSWORD}, "not the same both times"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "12 to 1,000 characters"),
    ],
)
def test_a_password_stays_where_something_is_wrong(
    app: Flask, nobody: FlaskClient, database: Database, fields: dict[str, str], words: str
) -> None:
    give_password(database)
    sign_in(nobody)
    send(nobody, "/account/password", **fields)
    assert words in told(nobody)
    assert sign_in(app.test_client()).status_code == 303


def test_who_found_an_open_browser_guesses_only_so_often(nobody: FlaskClient, database: Database) -> None:
    give_password(database)
    sign_in(nobody)
    csrf = csrf_token(nobody, "/account")
    fields = {"old": "wrong", "new": NEW, "again": NEW, "csrf_token": csrf}
    tries = [nobody.post("/account/password", data=fields) for _ in range(BY_NAME.amount + 1)]
    assert [answer.status_code for answer in tries] == [303] * BY_NAME.amount + [429]
    assert int(tries[-1].headers["Retry-After"]) > 0


def test_signing_out_everywhere(person: FlaskClient, second: FlaskClient) -> None:
    assert send(person, "/account/sign-out-everywhere").headers["Location"] == "/sign-in"
    assert [browser.get(f"{API}/jobs").status_code for browser in (person, second)] == [401, 401]


def test_an_admin_makes_accounts_changes_and_removes_them(
    app: Flask, person: FlaskClient, database: Database
) -> None:
    fields = {"name": "Ada", "role": "uploader", "password": NEW}
    send(person, "/accounts", "/accounts", **fields)
    assert told(person, "/accounts") == "ada can sign in as Uploader."
    assert sign_in(app.test_client(), "ada", NEW).status_code == 303
    ada = create_account(database, "ada")
    send(person, f"/accounts/{ada}/role", "/accounts", role="reviewer")
    assert names(database) == {"owner": "admin", "ada": "reviewer"}
    send(person, f"/accounts/{ada}/remove", "/accounts")
    assert names(database) == {"owner": "admin"}


def test_what_an_admin_cannot_do_is_told(person: FlaskClient, database: Database) -> None:
    owner = create_account(database)
    create_job(database, 1, owner="ada")
    ada = create_account(database, "ada")
    refusals = [
        ("/accounts", {"name": "ADA", "role": "uploader", "password": NEW}, "ada already"),
        ("/accounts", {"name": "a b", "role": "uploader", "password": NEW}, "letters, digits"),
        ("/accounts", {"name": "bob", "role": "king", "password": NEW}, "A role is one of"),
        ("/accounts", {"name": "bob", "role": "uploader", "password": "short"}, "characters"),
        (f"/accounts/{owner}/role", {"role": "uploader"}, "last admin"),
        (f"/accounts/{owner}/remove", {}, "last admin"),
        (f"/accounts/{ada}/remove", {}, "owns jobs"),
    ]
    for form, fields, words in refusals:
        assert send(person, form, "/accounts", **fields).status_code == 303  # type: ignore[arg-type]
        assert words in told(person, "/accounts"), form
    assert names(database) == {"owner": "admin", "ada": "uploader"}


def test_only_an_admin_is_shown_the_way_to_all_accounts(app: Flask, database: Database) -> None:
    create_account(database)
    for name, shown in (("owner", True), ("ada", False)):
        browser = follow_link(app.test_client(), database, name)
        assert ('href="/accounts"' in browser.get("/account").text) == shown
