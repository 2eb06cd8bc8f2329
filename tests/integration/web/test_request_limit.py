"""Requests a minute: counted for an account over all processes, and never in the way of who only watches."""

import time

import pytest
import redis as redis_client
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.database import Database
from core.settings import Settings
from core.tables import Job
from tests.support.apps import app_with, client_of, on_pages
from tests.support.factories import create_account, create_job, create_token
from tests.support.forms import API, portraits, problem
from web.request_limit import POLLED

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MOST = 3
COUNTED = f"{API}/model"
LIST = f"{API}/jobs?limit=500"


def ask(client: FlaskClient, times: int, path: str = COUNTED) -> list[int]:
    return [client.get(path).status_code for _ in range(times)]


@pytest.mark.usefixtures("redis")
def test_one_more_than_may_come_is_put_off(settings: Settings, database: Database) -> None:
    with app_with(settings, quota_requests=MOST) as app:
        client = client_of(app, create_token(database))
        assert ask(client, MOST) == [200] * MOST
        answer = client.get(COUNTED)
        assert problem(answer, 429)["code"] == "too_many_requests"
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert problem(client.post(f"{API}/jobs", **portraits()), 429)["code"] == "too_many_requests"
        stranger = client_of(app, create_token(database, "stranger"))
        assert ask(stranger, MOST + 1, LIST) == [200] * MOST + [429]
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(Job)).scalar_one() == 0


@pytest.mark.usefixtures("redis")
def test_processes_count_together(settings: Settings, database: Database) -> None:
    token = create_token(database)
    with app_with(settings, quota_requests=MOST) as one, app_with(settings, quota_requests=MOST) as other:
        assert ask(client_of(one, token), MOST) == [200] * MOST
        assert ask(client_of(other, token), 1) == [429]


@pytest.mark.usefixtures("redis")
def test_who_only_watches_is_not_counted(settings: Settings, database: Database) -> None:
    job = create_job(database, 1)
    with app_with(settings, quota_requests=MOST) as app:
        assert set(app.view_functions) >= POLLED
        client = on_pages(client_of(app, create_token(database)), create_account(database))
        for path in (f"{API}/jobs/{job}", "/jobs/list", f"/jobs/{job}/live", "/healthz"):
            assert ask(client, MOST + 2, path) == [200] * (MOST + 2), path
        assert ask(client, MOST) == [200] * MOST


@pytest.mark.usefixtures("redis")
def test_only_the_account_is_in_redis_and_not_for_long(
    settings: Settings, database: Database, redis: redis_client.Redis
) -> None:
    with app_with(settings) as app:
        ask(client_of(app, create_token(database)), 1)
    keys = redis.keys("LIMITS*")
    assert len(keys) == 1
    assert 0 < redis.ttl(keys[0]) <= 60


def test_requests_go_on_while_redis_is_away(settings: Settings, database: Database) -> None:
    away = f"redis+socket://{settings.home}/nowhere.sock"
    with app_with(settings, redis_url=away, quota_requests=MOST) as app:
        begun = time.monotonic()
        client = client_of(app, create_token(database))
        assert ask(client, MOST) == [200] * MOST
        assert time.monotonic() - begun < 60
        assert ask(client, 1) == [429]  # this process counts by itself


def test_the_usual_limit_is_for_nobody_alone(settings: Settings) -> None:
    """A live camera, a page of thumbnails a second and an upload take less than this together."""
    assert settings.quota_requests >= 60 * (60 + 50 + 10)
