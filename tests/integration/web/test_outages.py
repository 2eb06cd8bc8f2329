"""A database that is away or can only be read: what is asked is put off, and goes on once it is back."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
import redis as redis_client
from sqlalchemy import make_url

from core.blobs.folder import FolderStore
from core.database import Database
from core.doorbell import Doorbell, make_celery
from core.settings import Settings
from tests.support.apps import app_with, client_of
from tests.support.factories import create_token
from tests.support.forms import API, portraits, problem
from tests.support.processes import wait_for
from web.observing import queue_numbers, ready
from web.observing.queue_numbers import QueueNumbers

READ_ONLY = "database: it can only be read"
POSTGRES = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """New connections of Postgres can only read meanwhile."""
    url = make_url(database.url).set(drivername="postgresql")
    name = url.database
    address, writes = url.render_as_string(False), "-c default_transaction_read_only=off"
    with psycopg.connect(address, autocommit=True, options=writes) as admin:
        admin.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')  # type: ignore[arg-type]
        try:
            yield
        finally:
            admin.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')  # type: ignore[arg-type]


@POSTGRES
def test_a_postgres_that_can_only_be_read_puts_work_off(
    settings: Settings, database: Database, redis: redis_client.Redis
) -> None:
    token = create_token(database)
    with read_only(database), app_with(settings) as app:
        client = client_of(app, token)
        answer = client.post(f"{API}/jobs", **portraits(2))
        assert problem(answer, 503)["code"] == "busy"
        assert int(answer.headers["Retry-After"]) > 0
        assert client.get(f"{API}/jobs").json["items"] == []
        told = client.get("/readyz")
        assert told.status_code == 503
        assert READ_ONLY in told.json["missing"]


@POSTGRES
def test_it_takes_work_again_by_itself(
    settings: Settings, database: Database, redis: redis_client.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "HELD_SECONDS", 0.0)
    token = create_token(database)
    with app_with(settings) as app:
        client = client_of(app, token)
        with read_only(database):
            problem(client.post(f"{API}/jobs", **portraits(2)), 503)
            assert READ_ONLY in client.get("/readyz").json["missing"]
        assert client.post(f"{API}/jobs", **portraits(2)).status_code == 202
        assert READ_ONLY not in client.get("/readyz").json["missing"]


@SQLITE
def test_the_numbers_are_right_soon_after_an_outage(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look in vain costs seconds; it must not count as one that is dear."""
    monkeypatch.setattr(queue_numbers, "FRESH_SECONDS", 0.2)
    monkeypatch.setattr(queue_numbers, "BUSY_SECONDS", 1.0)
    store, bell = FolderStore(settings.home / "blobs"), Doorbell(make_celery(settings), 64)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        away = f"postgresql+psycopg://x@127.0.0.1:{silent.getsockname()[1]}/x"
        numbers = QueueNumbers(away, store, bell, 1)
        began = time.monotonic()
        assert b"browline_database_up 0.0" in numbers.exposition()
        assert 1 < time.monotonic() - began < 10
    numbers.close()
    numbers._database = Database(database.url)
    wait_for(lambda: b"browline_database_up 1.0" in numbers.exposition(), 3)
    numbers.close()


@SQLITE
def test_nobody_comes_in_before_an_admin_can_sign_in(
    settings: Settings, database: Database, redis: redis_client.Redis
) -> None:
    token = create_token(database)
    others = {"host": "0.0.0.0", "secret_key": "x" * 32, "trusted_hosts": "localhost"}  # noqa: S104
    with app_with(settings, **others) as app:
        client = client_of(app, token)
        assert client.get("/healthz").status_code == 200
        said = problem(client.get(f"{API}/jobs"), 503)["detail"]
        assert "no admin can sign in by password" in said
        with database.write() as connection:
            connection.exec_driver_sql("UPDATE accounts SET password_hash = 'x'")
        assert client.get(f"{API}/jobs").status_code == 200
