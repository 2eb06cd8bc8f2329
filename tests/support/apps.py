"""Apps whose settings a test chooses, and clients of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient

from core.settings import Settings
from tests.support.factories import create_settings
from web.app import create_app
from web.context import EXTENSION


@contextmanager
def app_with(settings: Settings, **changes: object) -> Iterator[Flask]:
    """An app of these settings, but for the changes."""
    made = create_app(create_settings(**(dict(settings) | changes)))
    made.testing = False  # errors are answered as they are in production
    try:
        yield made
    finally:
        made.extensions[EXTENSION].database.close()


def client_of(app: Flask, token: str) -> FlaskClient:
    """A program that speaks for a token's account."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
