"""Redis answers nonsense, or the web ends while it rings: what was committed keeps its bytes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from celery import Celery
from flask import Flask
from flask.testing import FlaskClient

from core.database import Database
from core.doorbell import Doorbell, make_celery
from core.settings import Settings
from tests.support.apps import app_with, client_of
from tests.support.factories import create_token, image_states
from tests.support.forms import API, portraits, stored
from tests.support.nonsense import nonsense
from web.context import EXTENSION

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def babbled(settings: Settings, database: Database) -> Iterator[FlaskClient]:
    """A client of an app whose Redis answers nonsense."""
    with nonsense() as address, app_with(settings, redis_url=address) as app:
        yield client_of(app, create_token(database))


def test_an_upload_is_taken_whatever_redis_answers(
    babbled: FlaskClient, database: Database, tmp_path: Path
) -> None:
    answer = babbled.post(f"{API}/jobs", **portraits(2))
    assert answer.status_code == 202, answer.text
    assert image_states(database, answer.json["id"]) == ["waiting"] * 2
    assert len(stored(tmp_path)) == 1


def test_readiness_names_a_redis_that_answers_nonsense(babbled: FlaskClient) -> None:
    answer = babbled.get("/readyz")
    assert answer.status_code == 503
    assert "redis: it does not answer" in answer.json["missing"]


class Ending(Celery):
    """As when gunicorn ends a process that took too long."""

    def send_task(self, *_: object, **__: object) -> None:
        """End."""
        raise SystemExit(1)


def test_a_web_that_ends_while_it_rings_leaves_the_bytes(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    here = app.extensions[EXTENSION]
    with make_celery(here.settings, Ending) as celery:
        app.extensions[EXTENSION] = replace(here, doorbell=Doorbell(celery, 64))
        with pytest.raises(SystemExit):
            client.post(f"{API}/jobs", **portraits(2))
    assert client.get(f"{API}/jobs").json["items"][0]["counts"]["received"] == 2
    assert len(stored(tmp_path)) == 1
