"""The app on a real database, store and Redis, asked by its owner, a stranger and nobody."""

from collections.abc import Iterator

import pytest
import redis as redis_client
from flask import Flask
from flask.testing import FlaskClient

from core.database import Database
from core.settings import Settings
from tests.support.apps import app_with, client_of, on_pages
from tests.support.factories import create_account, create_token


@pytest.fixture
def app(settings: Settings, redis: redis_client.Redis) -> Iterator[Flask]:
    with app_with(settings) as made:
        yield made


@pytest.fixture
def owner(database: Database) -> str:
    """The account that `client` asks for."""
    return create_account(database)


@pytest.fixture
def client(app: Flask, database: Database, owner: str) -> FlaskClient:
    """The owner: its token in the API, its session on pages."""
    return on_pages(client_of(app, create_token(database)), owner)


@pytest.fixture
def stranger(app: Flask, database: Database) -> FlaskClient:
    """Another account."""
    token = create_token(database, "stranger")
    return on_pages(client_of(app, token), create_account(database, "stranger"))


@pytest.fixture
def nobody(app: Flask) -> FlaskClient:
    return app.test_client()
