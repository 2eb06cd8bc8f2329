"""POST and GET /jobs, and what is done to one."""

from datetime import datetime
from pathlib import Path

import pytest
import redis as redis_client
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from core.cursor import encode_cursor
from core.database import Database
from core.ids import new_id
from core.tables import Job
from tests.support.databases import sqlite_alone
from tests.support.factories import claim_some, create_job, crowd, end_in_turn, end_some, failed, image_states
from tests.support.files import portrait
from tests.support.films import film
from tests.support.forms import API, form, portraits, problem, stored

JOBS = f"{API}/jobs"


def test_images_become_a_job(client: FlaskClient) -> None:
    answer = client.post(JOBS, **portraits(3, name="Ward 3", threshold="0.9", framing="face"))
    job = answer.get_json()
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"{JOBS}/{job['id']}"
    assert (job["name"], job["threshold"], job["framing"], job["state"]) == ("Ward 3", 0.9, "face", "waiting")
    assert (job["counts"]["expected"], job["counts"]["received"]) == (3, 3)
    assert [image["filename"] for image in job["accepted"]] == ["000.jpg", "001.jpg", "002.jpg"]
    assert job["rejected"] == []


def test_a_new_job_has_the_usual_settings(client: FlaskClient) -> None:
    job = client.post(JOBS, **portraits()).get_json()
    advised = client.get(f"{API}/model").get_json()["card"]["default_threshold"]
    assert (job["threshold"], job["framing"], job["finished_at"]) == (advised, "auto", None)
    assert datetime.fromisoformat(job["created_at"]).utcoffset() is not None


def test_accepted_images_ring_the_doorbell(client: FlaskClient, redis: redis_client.Redis) -> None:
    client.post(JOBS, **portraits())
    assert redis.llen("browline") == 1


def test_a_jobs_images_may_come_later(client: FlaskClient) -> None:
    answer = client.post(JOBS, data={"expected": "9"}, content_type="multipart/form-data")
    assert answer.status_code == 202
    assert (answer.json["state"], answer.json["counts"]["expected"]) == ("receiving", 9)


def test_what_a_client_refuses_itself_counts_as_what_the_server_refuses(client: FlaskClient) -> None:
    sent = {"data": {"expected": "3", "refused": "1"}, "content_type": "multipart/form-data"}
    job = client.post(JOBS, headers={"Idempotency-Key": "once"}, **sent).json
    assert (job["state"], job["refused"], job["counts"]["expected"]) == ("receiving", 1, 2)
    client.post(f"{JOBS}/{job['id']}/images", **form(("a.jpg", portrait()), ("b.jpg", b"no picture")))
    found = client.get(f"{JOBS}/{job['id']}").json
    assert (found["state"], found["refused"], found["counts"]["expected"]) == ("waiting", 2, 1)
    other = {**sent, "data": {"expected": "3", "refused": "2"}}
    assert client.post(JOBS, headers={"Idempotency-Key": "once"}, **other).status_code == 409


def test_a_client_may_refuse_all_that_is_expected_and_no_more(client: FlaskClient) -> None:
    def announced(**fields: str) -> TestResponse:
        return client.post(JOBS, data=fields, content_type="multipart/form-data")

    assert announced(expected="5", refused="5").json["refused"] == 5
    assert announced(expected="5", refused="0").status_code == 202
    for fields in ({"expected": "5", "refused": "6"}, {"expected": "5", "refused": "100000001"}):
        assert problem(announced(**fields), 400)["code"] == "invalid_refused"
    assert problem(client.post(JOBS, **portraits(1, refused="1")), 400)["code"] == "invalid_refused"
    assert client.post(JOBS, **portraits(1, refused="0")).status_code == 202
    assert len(client.get(JOBS).json["items"]) == 3


@sqlite_alone
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("threshold", "0.4"), ("threshold", "nan"), ("threshold", "high"), ("framing", "body"),
        ("expected", "0"), ("expected", "-3"), ("expected", "many"), ("expected", "9" * 5000),
        ("refused", "-1"), ("refused", "some"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(client: FlaskClient, tmp_path: Path, field: str, value: str) -> None:
    refusal = problem(client.post(JOBS, **portraits(1, **{field: value})), 400)
    assert refusal["code"] == f"invalid_{field}"
    assert field in refusal["detail"]
    assert client.get(JOBS).json["items"] == []
    assert stored(tmp_path) == []


@pytest.mark.parametrize("name", ["", " ", "x" * 5000, "a\0b", "=1+1", "<b>", "Zoë 面具"])
def test_any_name_will_do(client: FlaskClient, name: str) -> None:
    answer = client.post(JOBS, **portraits(1, name=name))
    assert answer.status_code == 202
    assert answer.json["name"]


def test_jobs_are_listed_newest_first_in_pages(client: FlaskClient, database: Database) -> None:
    made = [create_job(database) for _ in range(5)]
    found, cursor = list[str](), ""
    while cursor is not None:
        page = client.get(f"{JOBS}?limit=2&cursor={cursor}").json
        found += [job["id"] for job in page["items"]]
        cursor = page["next_cursor"]
    assert found == made[::-1]


def test_a_list_holds_only_ones_own(client: FlaskClient, database: Database) -> None:
    create_job(database, owner="stranger")
    assert client.get(JOBS).json == {"items": [], "next_cursor": None}


@sqlite_alone
@pytest.mark.parametrize("limit", ["0", "-1", "1001", "x", "1.5"])
def test_a_wrong_limit_is_refused(client: FlaskClient, limit: str) -> None:
    assert problem(client.get(f"{JOBS}?limit={limit}"), 400)["code"] == "invalid_limit"


@pytest.mark.parametrize("cursor", ["x", "é", "%00", "e30", encode_cursor(["a", "b"])])
def test_a_broken_cursor_is_refused(client: FlaskClient, cursor: str) -> None:
    assert problem(client.get(f"{JOBS}?cursor={cursor}"), 400)["code"] == "invalid_cursor"


@pytest.mark.parametrize("value", ["x", 5, None])
def test_a_forged_cursor_is_no_error_of_ours(client: FlaskClient, value: str | float | None) -> None:
    assert client.get(f"{JOBS}?cursor={encode_cursor([value])}").status_code in {200, 400}


def test_a_job_that_works_says_when_to_ask_again(client: FlaskClient, database: Database) -> None:
    job = create_job(database, 1)
    assert client.get(f"{JOBS}/{job}").headers["Retry-After"] == "1"
    end_some(database)
    assert "Retry-After" not in client.get(f"{JOBS}/{job}").headers


@pytest.mark.parametrize("path", [JOBS, JOBS + "/{job}"])
def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient, database: Database, path: str) -> None:
    address = path.format(job=create_job(database, 1))
    tag = client.get(address).headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    end_some(database)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_cancel_stops_what_waits(client: FlaskClient, database: Database) -> None:
    job = create_job(database, 2)
    answer = client.post(f"{JOBS}/{job}/cancel")
    assert (answer.status_code, answer.json["state"]) == (202, "cancelled")
    assert image_states(database, job) == ["cancelled"] * 2


def test_of_a_large_job_too(client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose images move piece by piece, until the answer in any case."""
    monkeypatch.setattr("core.jobs.large.PIECE", 2)
    job = create_job(database, 7)
    cancelled = client.post(f"{JOBS}/{job}/cancel").json
    assert (cancelled["state"], cancelled["counts"]["waiting"]) == ("cancelled", 0)
    again = client.post(f"{JOBS}/{job}/retry").json
    assert (again["state"], again["counts"]["waiting"]) == ("waiting", 7)


def test_retry_runs_failed_images_again_and_rings(
    client: FlaskClient, database: Database, redis: redis_client.Redis
) -> None:
    job = create_job(database, 1)
    end_some(database, failed)
    answer = client.post(f"{JOBS}/{job}/retry")
    assert (answer.status_code, answer.json["counts"]["waiting"]) == (202, 1)
    assert redis.llen("browline") == 1


def test_close_expects_no_more(client: FlaskClient, database: Database) -> None:
    job = create_job(database, expected=5)
    answer = client.post(f"{JOBS}/{job}/close")
    assert (answer.status_code, answer.json["state"]) == (202, "done")


def test_delete_removes_rows_and_bytes(client: FlaskClient, tmp_path: Path) -> None:
    job = client.post(JOBS, **portraits()).json["id"]
    assert client.delete(f"{JOBS}/{job}").status_code == 204
    problem(client.get(f"{JOBS}/{job}"), 404)
    assert stored(tmp_path) == []


@pytest.mark.parametrize("kind", ["image", "video"])
def test_a_job_that_has_something_is_not_deleted_as_an_empty_one(
    client: FlaskClient, tmp_path: Path, kind: str
) -> None:
    job = client.post(JOBS, data={"expected": "1"}, content_type="multipart/form-data").json["id"]
    sent = ("a.jpg", portrait()) if kind == "image" else ("clip.mp4", film())
    assert client.post(f"{JOBS}/{job}/images", **form(sent)).status_code == 202
    kept = stored(tmp_path)
    refused = problem(client.delete(f"{JOBS}/{job}?if_empty=true"), 409)
    assert refused["code"] == "job_not_empty"
    assert (client.get(f"{JOBS}/{job}").status_code, stored(tmp_path)) == (200, kept)
    assert client.delete(f"{JOBS}/{job}?if_empty=false").status_code == 204


def test_a_job_whose_files_were_all_refused_is_deleted_as_an_empty_one(client: FlaskClient) -> None:
    job = client.post(JOBS, data={"expected": "1"}, content_type="multipart/form-data").json["id"]
    assert client.post(f"{JOBS}/{job}/images", **form(b"Dear Sir or Madam")).json["accepted"] == []
    assert problem(client.delete(f"{JOBS}/{job}?if_empty=perhaps"), 400)["code"] == "invalid_if_empty"
    assert client.delete(f"{JOBS}/{job}?if_empty=true").status_code == 204
    problem(client.get(f"{JOBS}/{job}"), 404)


def test_a_job_is_deleted_while_it_works(client: FlaskClient, database: Database) -> None:
    job = create_job(database, 1)
    claim_some(database)
    assert client.delete(f"{JOBS}/{job}").status_code == 204


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("GET", ""), ("DELETE", ""), ("POST", "/cancel"), ("POST", "/retry"), ("POST", "/close"),
        ("POST", "/images"), ("GET", "/images"), ("GET", "/results"), ("GET", "/results.csv"),
        ("GET", "/results.jsonl"),
    ],
)  # fmt: skip
def test_a_job_is_there_for_its_owner_alone(
    stranger: FlaskClient, client: FlaskClient, database: Database, method: str, rest: str
) -> None:
    job = create_job(database, 1)
    body = form(portrait()) if rest == "/images" and method == "POST" else {}
    unknown = client.open(f"{JOBS}/{new_id()}{rest}", method=method, **body)
    body = form(portrait()) if body else {}
    foreign = stranger.open(f"{JOBS}/{job}{rest}", method=method, **body)
    assert problem(unknown, 404) == problem(foreign, 404)
    problem(client.open(f"{JOBS}/not-an-id{rest}", method=method), 404)
    assert image_states(database, job) == ["waiting"]


def test_the_list_counts_uncertain_faces_that_are_open(client: FlaskClient, database: Database) -> None:
    job = create_job(database, 1, threshold=0.95)
    end_in_turn(database, crowd)
    assert "3 uncertain faces<" in client.get("/jobs/list").text
    face = client.get(f"{API}/review/next?job={job}").json["face_id"]
    client.post(f"{API}/faces/{face}/reviews", json={"label": "male"})
    assert "2 uncertain faces still open<" in client.get("/jobs/list").text
    with database.write() as connection:
        connection.execute(update(Job).where(Job.id == job).values(refused=2))
    assert "2 refused<" in client.get("/jobs/list").text
    assert "2 abgelehnt<" in client.get("/jobs/list", headers={"Accept-Language": "de"}).text
    page = client.get(f"/jobs/{job}").text
    assert "2 files were refused: they have no rows here nor in exports" in page
    assert "Without the 2 files that were refused." in page  # beside the exports
    assert [f"face {number}</span>" in page for number in (1, 2, 3, 4)] == [True, True, True, False]
