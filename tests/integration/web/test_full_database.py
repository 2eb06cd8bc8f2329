"""The database may not grow: 507, and neither a row nor a byte stays; with room again it goes on."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.database import Database
from tests.support.forms import API, portraits, problem, stored
from web.context import EXTENSION

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MANY = {"count": 20, "name": "x" * 150}


def bound(database: Database, pages: int) -> None:
    """Let SQLite's file grow to so many pages, or to what it has where that is more."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


@pytest.fixture
def full(app: Flask, client: FlaskClient) -> Database:
    """The app's database without room; its only connection keeps that in mind."""
    database: Database = app.extensions[EXTENSION].database
    assert client.get(f"{API}/jobs").status_code == 200
    bound(database, 1)
    return database


def test_what_does_not_fit_is_no_job(full: Database, client: FlaskClient, tmp_path: Path) -> None:
    answers = [client.post(f"{API}/jobs", **portraits(**MANY)) for _ in range(3)]
    refused = [answer for answer in answers if answer.status_code != 202]
    assert {problem(answer, 507)["code"] for answer in refused} == {"store_full"}
    taken = len(answers) - len(refused)  # the first may find free pages
    assert len(client.get(f"{API}/jobs").json["items"]) == len(stored(tmp_path)) == taken


def test_with_room_again_it_goes_on(full: Database, client: FlaskClient) -> None:
    while client.post(f"{API}/jobs", **portraits(**MANY)).status_code == 202:
        pass
    bound(full, 1_000_000)
    assert client.post(f"{API}/jobs", **portraits(**MANY)).status_code == 202


def test_no_byte_stays_where_the_commit_finds_no_room(
    full: Database, client: FlaskClient, tmp_path: Path
) -> None:
    """Bytes whose commit failed otherwise stay for an hour, and would keep a full disk full."""
    taken = 0
    while client.post(f"{API}/jobs", **portraits(2)).status_code == 202:
        taken += 1
    assert len(stored(tmp_path)) == taken
