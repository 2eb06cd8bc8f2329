"""POST /snapshots?keep=false: a frame that is answered once and leaves nothing, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import redis as redis_client
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import Database
from core.doorbell import QUEUE, Doorbell, make_celery
from core.ids import new_id
from core.jobs.live_frames import MOST_FRAMES
from core.tables import Job
from tests.support.factories import claim_some, create_job, create_settings, end_some, faceless, failed
from tests.support.files import portrait, refused_files
from tests.support.forms import API, portraits, problem
from tests.support.leftovers import NOTHING, left
from tests.support.processes import wait_for
from web.context import EXTENSION

SNAPSHOTS = f"{API}/snapshots"
LIVE_FRAMES = f"{SNAPSHOTS}?keep=false"
FRAME = {"data": portrait(), "content_type": "image/jpeg"}


def collect(client: FlaskClient, address: str) -> dict[str, object]:
    """Read an answer to its end, as a browser does."""
    with client.get(address) as answer:
        assert answer.status_code == 200, answer.text
        body: dict[str, object] = answer.get_json()
    return body


@pytest.mark.parametrize("how", [None, faceless, failed])
def test_nothing_is_left_of_an_answered_frame(
    client: FlaskClient, database: Database, tmp_path: Path, how: object
) -> None:
    address = client.post(LIVE_FRAMES, **FRAME).headers["Location"]
    assert left(database, tmp_path) == NOTHING | {"jobs": 1, "images": 1, "packs": 1}
    end_some(database, *([how] if how else []))  # type: ignore[list-item]
    answer = collect(client, address)
    assert answer["status"] in {"classified", "no_face", "failed"}
    assert left(database, tmp_path) == NOTHING
    assert problem(client.get(address), 404)


def test_nothing_is_left_of_a_retried_frame(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    headers = {"Idempotency-Key": "again"}
    addresses = {client.post(LIVE_FRAMES, headers=headers, **FRAME).headers["Location"] for _ in range(3)}
    (address,) = addresses
    assert left(database, tmp_path)["packs"] == 1
    end_some(database)
    collect(client, address)
    assert left(database, tmp_path) == NOTHING


def test_a_key_of_a_live_frame_is_not_one_of_a_snapshot(client: FlaskClient) -> None:
    headers = {"Idempotency-Key": "mixed"}
    client.post(LIVE_FRAMES, headers=headers, **FRAME)
    assert problem(client.post(SNAPSHOTS, headers=headers, **FRAME), 409)


def test_a_frame_waits_until_it_is_collected(client: FlaskClient, database: Database) -> None:
    address = client.post(LIVE_FRAMES, **FRAME).headers["Location"]
    assert client.get(address).status_code == 202
    end_some(database)
    assert collect(client, address)["label"] == "female"


def test_who_asks_for_no_body_takes_nothing(client: FlaskClient, database: Database) -> None:
    address = client.post(LIVE_FRAMES, **FRAME).headers["Location"]
    end_some(database)
    with client.head(address) as answer:
        assert answer.status_code == 200
    assert collect(client, address)["status"] == "classified"


def test_frames_are_in_no_list(client: FlaskClient, database: Database) -> None:
    answer = client.post(LIVE_FRAMES, **FRAME)
    with database.read() as connection:
        job = connection.execute(select(Job.id)).scalar_one()
    end_some(database)
    assert client.get(f"{API}/jobs").json["items"] == []
    for path in ("", "/images", "/results", "/results.csv", "/results.jsonl"):
        assert client.get(f"{API}/jobs/{job}{path}").status_code == 404
    for call in ("cancel", "retry", "close"):
        assert client.post(f"{API}/jobs/{job}/{call}").status_code == 404
    assert client.delete(f"{API}/jobs/{job}").status_code == 404
    assert client.post(f"{API}/jobs/{job}/images", **portraits()).status_code == 404
    assert client.get(f"/jobs/{job}").status_code == 404
    assert collect(client, answer.headers["Location"])["status"] == "classified"


def test_the_cameras_day_does_not_grow(client: FlaskClient) -> None:
    client.post(SNAPSHOTS, **FRAME)
    client.post(LIVE_FRAMES, **FRAME)
    (job,) = client.get(f"{API}/jobs").json["items"]
    assert job["counts"]["received"] == 1


@pytest.mark.parametrize("query", ["", "?keep=true", "?keep=1"])
def test_a_snapshot_is_kept_unless_it_says_otherwise(
    client: FlaskClient, database: Database, tmp_path: Path, query: str
) -> None:
    address = client.post(f"{SNAPSHOTS}{query}", **FRAME).headers["Location"]
    end_some(database)
    collect(client, address)
    assert left(database, tmp_path) == NOTHING | {"jobs": 1, "images": 1, "results": 1, "packs": 1}
    assert collect(client, address)["status"] == "classified"


def test_a_word_that_is_neither_is_refused(client: FlaskClient) -> None:
    assert problem(client.post(f"{SNAPSHOTS}?keep=maybe", **FRAME), 400)["code"] == "invalid_keep"


def test_frames_overtake_jobs_and_snapshots_overtake_frames(client: FlaskClient, database: Database) -> None:
    create_job(database, 5)
    frame = client.post(LIVE_FRAMES, **FRAME).json["id"]
    snapshot = client.post(SNAPSHOTS, **FRAME).json["id"]
    assert [claim_some(database, 1).images[0].id for _ in range(2)] == [snapshot, frame]


def test_a_flood_is_stopped(client: FlaskClient, stranger: FlaskClient, database: Database) -> None:
    addresses = [client.post(LIVE_FRAMES, **FRAME).headers["Location"] for _ in range(MOST_FRAMES)]
    refused = client.post(LIVE_FRAMES, **FRAME)
    assert problem(refused, 429)["code"] == "too_many_frames"
    assert refused.headers["Retry-After"] == "1"
    assert client.post(SNAPSHOTS, **FRAME).status_code == 202
    assert stranger.post(LIVE_FRAMES, **FRAME).status_code == 202
    end_some(database)
    end_some(database)
    collect(client, addresses[0])
    assert client.post(LIVE_FRAMES, **FRAME).status_code == 202


@pytest.mark.parametrize("name", ["half.jpg", "notes.jpg", "heavy.bmp"])
def test_a_bad_frame_leaves_nothing(
    client: FlaskClient, database: Database, tmp_path: Path, name: str
) -> None:
    data, code = refused_files()[name]
    assert problem(client.post(LIVE_FRAMES, data=data, content_type="image/jpeg"), 400)["code"] == code
    assert left(database, tmp_path) == NOTHING


def test_a_frame_is_there_for_its_owner_alone(
    client: FlaskClient, stranger: FlaskClient, database: Database, tmp_path: Path
) -> None:
    address = client.post(LIVE_FRAMES, **FRAME).headers["Location"]
    end_some(database)
    assert problem(stranger.get(address), 404) == problem(client.get(f"{SNAPSHOTS}/{new_id()}"), 404)
    assert left(database, tmp_path)["results"] == 1


def test_a_lost_ring_is_rung_again_while_somebody_waits(
    client: FlaskClient, redis: redis_client.Redis
) -> None:
    with ThreadPoolExecutor(1) as browser:
        held = browser.submit(client.post, f"{LIVE_FRAMES}&wait=2", **FRAME)
        for _ in range(2):
            assert wait_for(lambda: redis.lpop(QUEUE), 2)  # nobody has heard it
        assert held.result().status_code == 202
    assert redis.llen(QUEUE) == 1  # a ring that still waits to be heard is enough


def test_a_frame_waits_the_same_where_the_bell_is_broken(
    client: FlaskClient, app: Flask, database: Database
) -> None:
    here = app.extensions[EXTENSION]
    away = make_celery(create_settings(here.settings.home, redis_url="redis+socket:///nowhere.sock"))
    app.extensions[EXTENSION] = replace(here, doorbell=Doorbell(away, 64))
    with ThreadPoolExecutor(1) as browser:
        held = browser.submit(client.post, f"{LIVE_FRAMES}&wait=5", **FRAME)
        wait_for(lambda: claim_and_end(database))
        assert held.result().status_code == 200
    away.close()


def claim_and_end(database: Database) -> bool:
    """Do what a worker does that finds a frame without a ring."""
    with database.read() as connection:
        there = connection.execute(select(Job.id)).first() is not None
    if there:
        end_some(database)
    return there


def test_a_frame_that_nobody_takes_is_rung_for(client: FlaskClient, redis: redis_client.Redis) -> None:
    client.post(LIVE_FRAMES, **FRAME)
    assert redis.llen(QUEUE) == 1
    assert client.post(f"{LIVE_FRAMES}&wait=0.1", **FRAME).status_code == 202
    assert redis.llen(QUEUE) == 2
