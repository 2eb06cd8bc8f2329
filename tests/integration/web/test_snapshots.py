"""POST /snapshots and GET /snapshots/{id}, without a worker; with one: tests/integration/system."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.blobs.checksum import CHECKSUM_BYTES
from core.database import Database
from core.ids import new_id
from imaging.accept import Accepted, Limits, accept
from tests.support.databases import sqlite_alone
from tests.support.factories import (
    claim_some,
    create_job,
    create_token,
    crowd,
    end_some,
    faceless,
    failed,
    talked_about,
)
from tests.support.files import portrait, refused_files
from tests.support.forms import API, problem, stored

SNAPSHOTS = f"{API}/snapshots"
FRAME = {"data": portrait(), "content_type": "image/jpeg"}


def test_a_frame_is_taken(client: FlaskClient) -> None:
    answer = client.post(SNAPSHOTS, **FRAME)
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"{SNAPSHOTS}/{answer.json['id']}"


@pytest.mark.parametrize("keep", ["true", "false"])
def test_a_frame_goes_through_the_door_once_and_leaves_its_metadata_there(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: str
) -> None:
    data = portrait()[:2] + b"\xff\xfe\x00\x08secret" + portrait()[2:]
    seen: list[bytes] = []

    def door(data: bytes, limits: Limits) -> Accepted:
        seen.append(data)
        return accept(data, limits)

    monkeypatch.setattr("web.taking.accept", door)
    answer = client.post(f"{SNAPSHOTS}?keep={keep}", data=data, content_type="image/jpeg")
    assert answer.status_code == 202
    assert seen == [data]
    (pack,) = stored(tmp_path)
    assert pack.read_bytes()[:-CHECKSUM_BYTES] == accept(portrait(), Limits()).data


def test_a_snapshot_overtakes(client: FlaskClient, database: Database) -> None:
    create_job(database, 5)
    snapshot = client.post(SNAPSHOTS, **FRAME).json["id"]
    assert [image.id for image in claim_some(database, 1).images] == [snapshot]


def test_the_answer_comes_later(client: FlaskClient, database: Database) -> None:
    address = client.post(SNAPSHOTS, **FRAME).headers["Location"]
    assert client.get(address).status_code == 202
    end_some(database)
    answer = client.get(address)
    assert (answer.status_code, answer.json["label"], answer.json["status"]) == (200, "female", "classified")
    assert [face["label"] for face in answer.json["faces"]] == ["female"]


def test_the_answer_says_all_that_the_model_says(client: FlaskClient, database: Database) -> None:
    address = client.post(SNAPSHOTS, **FRAME).headers["Location"]
    end_some(database, talked_about)
    answer = client.get(address).json
    for said in (answer, *answer["faces"]):
        assert (said["age_group"], said["mask"], said["quality_flags"]) == ("70+", "worn", "blurred tiny")


def test_a_frame_without_a_face_says_so(client: FlaskClient, database: Database) -> None:
    address = client.post(SNAPSHOTS, **FRAME).headers["Location"]
    end_some(database, faceless)
    answer = client.get(address)
    assert (answer.status_code, answer.json["status"], answer.json["faces"]) == (200, "no_face", [])
    assert (answer.json["label"], answer.json["face_id"], answer.json["error_code"]) == (None, None, None)


def test_a_frame_with_several_faces_lists_them_all_and_begins_with_the_first(
    client: FlaskClient, database: Database
) -> None:
    address = client.post(SNAPSHOTS, **FRAME).headers["Location"]
    end_some(database, crowd)
    answer = client.get(address).json
    assert [face["face_w"] for face in answer["faces"]] == [50, 40, 30]
    assert (answer["face_index"], answer["face_w"], answer["face_id"]) == (
        0,
        50,
        answer["faces"][0]["face_id"],
    )


def test_a_failed_snapshot_says_why(client: FlaskClient, database: Database) -> None:
    address = client.post(SNAPSHOTS, **FRAME).headers["Location"]
    end_some(database, failed)
    assert client.get(address).json["error_code"] == "undecodable"


def test_a_held_answer_is_let_go_in_time(client: FlaskClient) -> None:
    begin = time.monotonic()
    assert client.post(f"{SNAPSHOTS}?wait=0.3", **FRAME).status_code == 202
    assert 0.2 < time.monotonic() - begin < 10


def test_a_held_answer_comes_when_it_is_there(client: FlaskClient, database: Database) -> None:
    address = client.post(SNAPSHOTS, **FRAME).headers["Location"]
    with ThreadPoolExecutor(1) as browser:
        answer = browser.submit(client.get, f"{address}?wait=10")
        time.sleep(0.2)
        end_some(database)
        assert answer.result(timeout=5).status_code == 200


def test_a_days_snapshots_are_one_job(client: FlaskClient) -> None:
    for _ in range(3):
        client.post(SNAPSHOTS, **FRAME)
    (job,) = client.get(f"{API}/jobs").json["items"]
    assert job["counts"]["received"] == 3
    assert job["name"].startswith("Camera 2")


def test_the_first_snapshots_of_a_day_may_come_at_once(app: Flask, database: Database) -> None:
    headers = {"Authorization": f"Bearer {create_token(database)}"}
    with ThreadPoolExecutor(6) as cameras:
        answers = list(
            cameras.map(lambda _: app.test_client().post(SNAPSHOTS, headers=headers, **FRAME), range(6))
        )
    assert [answer.status_code for answer in answers] == [202] * 6


@sqlite_alone
@pytest.mark.parametrize("name", refused_files())
def test_a_bad_frame_is_refused(client: FlaskClient, name: str) -> None:
    data, code = refused_files()[name]
    assert problem(client.post(SNAPSHOTS, data=data, content_type="image/jpeg"), 400)["code"] == code


def test_a_bad_frame_leaves_no_trace(client: FlaskClient, tmp_path: Path) -> None:
    client.post(SNAPSHOTS, data=b"", content_type="image/jpeg")
    assert stored(tmp_path) == []
    assert client.get(f"{API}/jobs").json["items"] == []


@sqlite_alone
@pytest.mark.parametrize("wait", ["-1", "11", "x", "nan", "inf"])
def test_a_wrong_wait_is_refused(client: FlaskClient, wait: str) -> None:
    assert problem(client.post(f"{SNAPSHOTS}?wait={wait}", **FRAME), 400)["code"] == "invalid_wait"


def test_the_camera_goes_on_after_its_job_was_cancelled(client: FlaskClient) -> None:
    client.post(SNAPSHOTS, **FRAME)
    job = client.get(f"{API}/jobs").json["items"][0]["id"]
    client.post(f"{API}/jobs/{job}/cancel")
    assert client.post(SNAPSHOTS, **FRAME).status_code == 202


def test_the_camera_goes_on_after_its_job_was_deleted(client: FlaskClient) -> None:
    client.post(SNAPSHOTS, **FRAME)
    job = client.get(f"{API}/jobs").json["items"][0]["id"]
    client.delete(f"{API}/jobs/{job}")
    assert client.post(SNAPSHOTS, **FRAME).status_code == 202


def test_a_snapshot_is_there_for_its_owner_alone(client: FlaskClient, stranger: FlaskClient) -> None:
    address = client.post(SNAPSHOTS, **FRAME).headers["Location"]
    assert problem(stranger.get(address), 404) == problem(client.get(f"{SNAPSHOTS}/{new_id()}"), 404)
