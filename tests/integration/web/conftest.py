"""The app on a real database, store and Redis, asked by its owner, a stranger and nobody."""

from collections.abc import Iterator

import pytest
import redis as redis_client
from flask import Flask
from flask.testing import FlaskClient

from core.database import Database
from core.settings import Settings
from tests.support.factories import create_account, create_token
from web.app import create_app
from web.context import EXTENSION


@pytest.fixture
def app(settings: Settings, redis: redis_client.Redis) -> Iterator[Flask]:
    made = create_app(settings)
    made.testing = False  # errors are answered as they are in production
    yield made
    made.extensions[EXTENSION].database.close()


@pytest.fixture
def owner(database: Database) -> str:
    """The account that `client` asks for."""
    return create_account(database)


@pytest.fixture
def client(app: Flask, database: Database, owner: str) -> FlaskClient:
    return _client(app, create_token(database))


@pytest.fixture
def stranger(app: Flask, database: Database) -> FlaskClient:
    """Another account."""
    return _client(app, create_token(database, "stranger"))


@pytest.fixture
def nobody(app: Flask) -> FlaskClient:
    return app.test_client()


def _client(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
