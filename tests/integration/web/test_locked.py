"""A foreign program holds the database: uploads wait for it a while, then they are put off; nothing stays."""

import fcntl
import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from core.settings import Settings
from tests.support.factories import create_settings
from tests.support.forms import API, portraits, problem, stored
from tests.support.locks import foreign_lock


@pytest.fixture
def busy_seconds() -> float:
    return 0.3


@pytest.fixture
def settings(settings: Settings, busy_seconds: float) -> Settings:
    """Less patience than usual."""
    return create_settings(**(dict(settings) | {"busy_seconds": busy_seconds}))


def test_past_the_time_out_nothing_is_taken(client: FlaskClient, database_url: str, tmp_path: Path) -> None:
    with foreign_lock(database_url):
        answer = client.post(f"{API}/jobs", **portraits(3))
    assert problem(answer, 503)["code"] == "busy"
    assert int(answer.headers["Retry-After"]) > 0
    assert stored(tmp_path) == []
    assert client.get(f"{API}/jobs").json["items"] == []
    assert client.post(f"{API}/jobs", **portraits(3)).status_code == 202


@pytest.mark.parametrize("busy_seconds", [30])
def test_a_lock_that_ends_in_time_is_waited_for(client: FlaskClient, database_url: str) -> None:
    released = threading.Event()

    def hold() -> None:
        with foreign_lock(database_url):
            locked.set()
            released.wait(1)

    locked = threading.Event()
    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait()
    answer = client.post(f"{API}/jobs", **portraits(3))
    holder.join()
    assert (answer.status_code, answer.json["counts"]["received"]) == (202, 3)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_writer_that_was_stopped_in_its_turn_stops_no_web(client: FlaskClient, tmp_path: Path) -> None:
    """As a SIGSTOP does to a worker; its lock ends with it."""
    with (tmp_path / "browline.db-writers").open("wb") as stopped:
        fcntl.flock(stopped, fcntl.LOCK_EX)
        for _ in range(2):
            assert problem(client.post(f"{API}/jobs", **portraits(3)), 503)["code"] == "busy"
    assert stored(tmp_path) == []
    assert client.post(f"{API}/jobs", **portraits(3)).status_code == 202
