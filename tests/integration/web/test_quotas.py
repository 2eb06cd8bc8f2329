"""Quotas hold, also against many uploads at once, and what they refuse leaves nothing."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis as redis_client
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import Database
from core.jobs import backlog
from core.quotas import _HELD, Amounts, held
from core.settings import Settings
from core.tables import Image
from tests.support.apps import app_with, client_of
from tests.support.databases import sqlite_alone
from tests.support.factories import create_account, create_job, create_token, end_some, failed
from tests.support.files import portrait
from tests.support.forms import API, portraits, problem, stored

pytestmark = pytest.mark.usefixtures("redis")

AT_ONCE, EACH = 6, 3
ONE = len(portrait(0))


def at_once(app: Flask, token: str, ask: Callable[[FlaskClient], int]) -> Counter[int]:
    """The statuses that so many clients get who all begin at the same moment."""

    def one(_: int) -> list[int]:
        client = client_of(app, token)
        return [ask(client) for _ in range(EACH)]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(status for statuses in pool.map(one, range(AT_ONCE)) for status in statuses)


def holding(database: Database) -> Amounts:
    account = create_account(database)
    with database.read() as connection:
        return held(connection, account)


def post_one(client: FlaskClient) -> int:
    return client.post(f"{API}/jobs", **portraits()).status_code


@pytest.mark.parametrize(
    ("quota", "room"),
    [({"quota_images": 5}, 5), ({"quota_gb": 4.5 * ONE / 10**9}, 4), ({"quota_open_jobs": 3}, 3)],
    ids=["images", "bytes", "open jobs"],
)
def test_many_at_once_get_no_more_than_there_is_room_for(
    settings: Settings, database: Database, tmp_path: Path, quota: dict[str, object], room: int
) -> None:
    with app_with(settings, **quota) as app:
        statuses = at_once(app, create_token(database), post_one)
    assert statuses == {202: room, 429: AT_ONCE * EACH - room}
    assert holding(database) == Amounts(room, holding(database).bytes, room)
    assert len(stored(tmp_path)) == room


def test_many_at_once_to_one_job_get_no_more_either(settings: Settings, database: Database) -> None:
    job = create_job(database, expected=100)
    with app_with(settings, quota_images=7) as app:
        path = f"{API}/jobs/{job}/images"
        statuses = at_once(
            app, create_token(database), lambda client: client.post(path, **portraits(2)).status_code
        )
    assert statuses[202] == 3
    assert holding(database).images == 6


@pytest.mark.parametrize(
    ("quota", "code"),
    [({"quota_images": 2}, "quota_images"), ({"quota_gb": 1e-9}, "quota_bytes")],
)
def test_what_is_refused_leaves_nothing(
    settings: Settings, database: Database, tmp_path: Path, quota: dict[str, object], code: str
) -> None:
    with app_with(settings, **quota) as app:
        client = client_of(app, create_token(database))
        answer = client.post(f"{API}/jobs", **portraits(3))
        assert problem(answer, 429)["code"] == code
        assert int(answer.headers["Retry-After"]) > 0
        assert client.get(f"{API}/jobs").json["items"] == []
    assert stored(tmp_path) == []


def test_a_deleted_job_makes_room(settings: Settings, database: Database) -> None:
    with app_with(settings, quota_images=1) as app:
        client = client_of(app, create_token(database))
        job = client.post(f"{API}/jobs", **portraits()).json["id"]
        assert post_one(client) == 429
        assert client.delete(f"{API}/jobs/{job}").status_code == 204
        assert post_one(client) == 202


def test_a_retry_gets_its_answer_though_there_is_no_room_any_more(
    settings: Settings, database: Database
) -> None:
    with app_with(settings, quota_images=1, max_waiting=1) as app:
        client = client_of(app, create_token(database))
        key = {"Idempotency-Key": "once"}
        first = client.post(f"{API}/jobs", headers=key, **portraits())
        again = client.post(f"{API}/jobs", headers=key, **portraits())
        assert (first.status_code, again.json) == (202, first.json)
        assert post_one(client) == 429


def test_an_account_is_not_held_to_what_others_hold(settings: Settings, database: Database) -> None:
    with app_with(settings, quota_images=1) as app:
        assert post_one(client_of(app, create_token(database))) == 202
        assert post_one(client_of(app, create_token(database, "stranger"))) == 202


def test_nought_is_no_limit(settings: Settings, database: Database) -> None:
    none = dict.fromkeys(("quota_gb", "quota_images", "quota_open_jobs", "quota_requests", "max_waiting"), 0)
    with app_with(settings, **none) as app:
        assert post_one(client_of(app, create_token(database))) == 202


def test_a_snapshot_is_held_to_the_quota_and_a_live_frame_is_not(
    settings: Settings, database: Database
) -> None:
    with app_with(settings, quota_images=1) as app:
        client, frame = client_of(app, create_token(database)), {"content_type": "image/jpeg"}
        snapshots = [client.post(f"{API}/snapshots", data=portrait(), **frame) for _ in range(2)]
        assert [answer.status_code for answer in snapshots] == [202, 429]
        assert client.post(f"{API}/snapshots?keep=false", data=portrait(), **frame).status_code == 202


def test_a_full_backlog_puts_uploads_off_and_no_camera(
    settings: Settings, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "COUNT_SECONDS", 0)
    monkeypatch.setattr(backlog, "SHARE", float("inf"))  # counted at every request
    job = create_job(database, 3, expected=9)
    with app_with(settings, max_waiting=3) as app:
        client = client_of(app, create_token(database))
        for path in (f"{API}/jobs", f"{API}/jobs/{job}/images"):
            answer = client.post(path, **portraits())
            assert problem(answer, 503)["code"] == "backlog_full"
            assert int(answer.headers["Retry-After"]) > 0
        assert stored(tmp_path) == []
        sent = client.post(f"{API}/snapshots", data=portrait(), content_type="image/jpeg")
        assert sent.status_code == 202
        end_some(database)  # the snapshot alone, which comes first
        end_some(database)
        assert post_one(client) == 202


def test_a_job_that_is_opened_again_is_one_more(settings: Settings, database: Database) -> None:
    with app_with(settings, quota_open_jobs=1) as app:
        client = client_of(app, create_token(database))
        first = client.post(f"{API}/jobs", **portraits()).json["id"]
        end_some(database, failed)
        second = client.post(f"{API}/jobs", **portraits()).json["id"]
        again = f"{API}/jobs/{first}/retry"
        assert problem(client.post(again), 429)["code"] == "quota_open_jobs"
        assert client.get(f"{API}/jobs/{first}").json["state"] == "done"
        assert client.post(f"{API}/jobs/{second}/retry").status_code == 202  # it is open already
        end_some(database)
        assert client.post(again).status_code == 202
        assert holding(database).open_jobs == 1


def test_a_full_backlog_puts_a_retry_off(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "COUNT_SECONDS", 0)
    monkeypatch.setattr(backlog, "SHARE", float("inf"))  # counted at every request
    with app_with(settings, max_waiting=1) as app:
        client = client_of(app, create_token(database))
        job = client.post(f"{API}/jobs", **portraits()).json["id"]
        end_some(database, failed)
        assert post_one(client) == 202
        assert problem(client.post(f"{API}/jobs/{job}/retry"), 503)["code"] == "backlog_full"
        end_some(database)
        assert client.post(f"{API}/jobs/{job}/retry").status_code == 202
        assert post_one(client) == 503


def test_the_backlog_is_not_counted_for_each_upload(settings: Settings, database: Database) -> None:
    with app_with(settings, max_waiting=2) as app:
        client = client_of(app, create_token(database))
        assert [post_one(client) for _ in range(2)] == [202, 202]
        end_some(database)
        assert post_one(client) == 503  # what it knows, until it counts again


@sqlite_alone
def test_asking_what_an_account_holds_opens_no_job(database: Database) -> None:
    asked = _HELD.params(owner=create_account(database))
    statement = asked.compile(database.engine, compile_kwargs={"literal_binds": True})
    with database.read() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]
    assert plan == ["SEARCH jobs USING COVERING INDEX ix_jobs_held (owner_id=? AND kept=?)"]


def test_what_jobs_hold_is_the_sum_of_their_rows(
    settings: Settings, database: Database, redis: redis_client.Redis
) -> None:
    with app_with(settings) as app:
        client = client_of(app, create_token(database))
        sent = [client.post(f"{API}/jobs", **portraits(count)) for count in (1, 2, 3)]
        assert [answer.status_code for answer in sent] == [202] * 3
    with database.read() as connection:
        lengths = connection.execute(select(Image.blob_length)).scalars().all()
    assert len(lengths) == 6
    assert holding(database) == Amounts(6, sum(lengths), 3)
    end_some(database)
    assert holding(database) == Amounts(6, sum(lengths), 0)
