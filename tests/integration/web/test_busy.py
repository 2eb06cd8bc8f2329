"""Not now: when the database or the store cannot take it, nothing is stored and the answer says so."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from core.database import Database
from core.settings import Settings
from tests.support.factories import create_job, create_settings, create_token, image_states
from tests.support.files import portrait
from tests.support.forms import API, portraits, problem, stored
from web.app import create_app
from web.context import EXTENSION

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def impatient(app: Flask) -> None:
    """Wait a tenth of a second for a lock instead of fifteen."""
    engine = app.extensions[EXTENSION].database.engine
    event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA busy_timeout=100"))


@pytest.fixture
def locked(client: FlaskClient, impatient: None, database: Database, tmp_path: Path) -> Iterator[None]:
    """A foreign program writes and does not end."""
    create_job(database, 1)
    other = sqlite3.connect(tmp_path / "browline.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@pytest.mark.usefixtures("locked")
def test_an_upload_to_a_locked_database_is_put_off(client: FlaskClient, tmp_path: Path) -> None:
    answer = client.post(f"{API}/jobs", **portraits(3))
    assert problem(answer, 503)["code"] == "busy"
    assert int(answer.headers["Retry-After"]) > 0
    assert stored(tmp_path) == []
    assert len(client.get(f"{API}/jobs").json["items"]) == 1


@pytest.mark.usefixtures("locked")
def test_a_snapshot_to_a_locked_database_is_put_off(client: FlaskClient, tmp_path: Path) -> None:
    answer = client.post(f"{API}/snapshots", data=portrait(), content_type="image/jpeg")
    assert problem(answer, 503)["code"] == "busy"
    assert stored(tmp_path) == []


@pytest.mark.usefixtures("locked")
def test_a_cancel_in_a_locked_database_is_put_off(client: FlaskClient, database: Database) -> None:
    job = client.get(f"{API}/jobs").json["items"][0]["id"]
    problem(client.post(f"{API}/jobs/{job}/cancel"), 503)
    assert image_states(database, job) == ["waiting"]


@pytest.mark.usefixtures("locked")
def test_reading_goes_on_while_the_database_is_locked(client: FlaskClient, nobody: FlaskClient) -> None:
    assert client.get(f"{API}/jobs").status_code == 200
    assert nobody.get("/healthz").status_code == 200


def test_a_mistake_in_what_is_asked_is_not_called_busy(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A client would ask again for ever, and nobody would look into the log."""
    with app.extensions[EXTENSION].database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE jobs RENAME TO others")
    assert problem(client.get(f"{API}/jobs"), 500)["code"] == "internal"
    assert "no such table: jobs" in caplog.text


@pytest.fixture
def without_store(settings: Settings, database: Database) -> Iterator[FlaskClient]:
    """A client of an app whose store is no folder."""
    (settings.home / "file").write_text("")
    blob_url = f"file://{settings.home}/file/blobs"
    app = create_app(create_settings(**(dict(settings) | {"blob_url": blob_url})))
    app.logger.disabled = True
    asking = app.test_client()
    asking.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {create_token(database)}"
    yield asking
    app.extensions[EXTENSION].close()


@pytest.mark.usefixtures("redis")
def test_an_upload_without_a_store_is_no_job(without_store: FlaskClient) -> None:
    answer = without_store.post(f"{API}/jobs", **portraits())
    assert 500 <= problem(answer, answer.status_code)["status"] < 600
    assert without_store.get(f"{API}/jobs").json["items"] == []
