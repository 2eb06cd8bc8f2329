"""Apps whose settings a test chooses, and clients of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf

from core.ids import new_id
from core.settings import Settings
from tests.support.factories import create_settings
from web.app import create_app
from web.auth import SESSION_ACCOUNT, SESSION_ID, SESSION_NUMBER
from web.context import EXTENSION


@contextmanager
def app_with(settings: Settings, **changes: object) -> Iterator[Flask]:
    """An app of these settings, but for the changes."""
    made = create_app(create_settings(**(dict(settings) | changes)) if changes else settings)
    made.testing = False  # errors are answered as they are in production
    try:
        yield made
    finally:
        made.extensions[EXTENSION].close()


def client_of(app: Flask, token: str) -> FlaskClient:
    """A program that speaks for a token's account."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def on_pages(client: FlaskClient, account: str) -> FlaskClient:
    """The same client, with a session of an account and its CSRF token, for pages take no API token."""
    with client.application.test_request_context():
        csrf = generate_csrf()
        begun = {SESSION_ACCOUNT: account, SESSION_NUMBER: 0, SESSION_ID: new_id()}
        begun["csrf_token"] = session["csrf_token"]
    with client.session_transaction() as kept:
        kept.update(begun)
    client.environ_base["HTTP_X_CSRFTOKEN"] = csrf
    return client
