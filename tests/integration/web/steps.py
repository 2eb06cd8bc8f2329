"""What people do in a browser: follow the link, sign in, send forms with their token."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.accounts.links import create_sign_in_link
from core.accounts.passwords import hash_password
from core.accounts.records import set_password
from core.database import Database
from tests.support.factories import create_account

PASSWORD = "correct horse battery"


def follow_link(browser: FlaskClient, database: Database, name: str = "owner") -> FlaskClient:
    """Somebody signed in by a one-time link."""
    account = create_account(database, name)
    with database.write() as connection:
        secret = create_sign_in_link(connection, account)
    answer = browser.get(f"/sign-in?token={secret}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    return browser


def csrf_token(browser: FlaskClient, page: str = "/sign-in") -> str:
    """The token of a page that the browser may see."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get(page).text)
    assert found is not None
    return found.group(1)


def send(browser: FlaskClient, form: str, page: str = "/account", **fields: str) -> TestResponse:
    """Send a form as its page does."""
    return browser.post(form, data=fields | {"csrf_token": csrf_token(browser, page)})


def sign_in(browser: FlaskClient, name: str = "owner", password: str = PASSWORD) -> TestResponse:
    """Try a name and a password."""
    return send(browser, "/sign-in", "/sign-in", name=name, password=password)


def give_password(database: Database, name: str = "owner", password: str = PASSWORD) -> str:
    """The id of an account that has this password."""
    account = create_account(database, name)
    with database.write() as connection:
        set_password(connection, account, hash_password(password))
    return account
