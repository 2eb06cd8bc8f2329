"""POST /jobs/{id}/again: the same images for the model that serves today, and the bytes stay right."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.jobs.drawn import drawn_jobs, mark_drawn
from core.settings import Settings
from tests.support.apps import app_with, client_of
from tests.support.factories import create_token, end_some, sure
from tests.support.forms import API, portraits, problem, stored

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def job(client: FlaskClient, database: Database) -> str:
    made = client.post(f"{API}/jobs", **portraits(3, framing="face")).json["id"]
    end_some(database, sure)
    return str(made)


def test_a_new_job_of_the_same_pictures(client: FlaskClient, database: Database, job: str) -> None:
    answer = client.post(f"{API}/jobs/{job}/again")
    assert (answer.status_code, answer.json["state"], answer.json["again_of"]) == (202, "waiting", job)
    new = answer.json["id"]
    assert answer.headers["Location"].endswith(f"/api/v1/jobs/{new}")
    end_some(database, sure)
    one, other = (client.get(f"{API}/jobs/{each}/results").json["items"] for each in (job, new))
    assert [row["sha256"] for row in one] == [row["sha256"] for row in other]
    assert client.get(f"{API}/faces/{other[0]['face_id']}/crop").status_code == 200


def test_each_of_the_two_outlives_the_other(client: FlaskClient, settings: Settings, job: str) -> None:
    new = client.post(f"{API}/jobs/{job}/again").json["id"]
    image = client.get(f"{API}/jobs/{new}/images").json["items"][0]["image_id"]
    assert client.delete(f"{API}/jobs/{job}").status_code == 204
    assert client.get(f"{API}/images/{image}/preview").status_code == 200
    assert client.delete(f"{API}/jobs/{new}").status_code == 204
    assert stored(settings.home) == []


def test_a_retry_gets_the_same_job_and_leaves_nothing(
    client: FlaskClient, settings: Settings, job: str
) -> None:
    headers = {"Idempotency-Key": "once"}
    first, second = (client.post(f"{API}/jobs/{job}/again", headers=headers) for _ in range(2))
    assert first.json == second.json
    assert {path.parent.name for path in stored(settings.home)} == {job, first.json["id"]}
    assert len(list((settings.home / "blobs").iterdir())) == 2


def test_the_retry_of_what_was_done_does_not_need_the_old_job(client: FlaskClient, job: str) -> None:
    headers = {"Idempotency-Key": "once"}
    first = client.post(f"{API}/jobs/{job}/again", headers=headers)
    client.delete(f"{API}/jobs/{job}")
    second = client.post(f"{API}/jobs/{job}/again", headers=headers)
    assert (second.status_code, second.json) == (202, first.json)


def test_bytes_that_are_gone_are_a_sentence(client: FlaskClient, settings: Settings, job: str) -> None:
    for pack in stored(settings.home):
        pack.unlink()
    answer = problem(client.post(f"{API}/jobs/{job}/again"), 409)
    assert answer["code"] == "bytes_missing"
    assert len(client.get(f"{API}/jobs").json["items"]) == 1
    assert [folder.name for folder in (settings.home / "blobs").iterdir()] == [job]


def test_where_the_disk_has_no_links_bytes_are_copied(
    client: FlaskClient, settings: Settings, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    new = client.post(f"{API}/jobs/{job}/again").json["id"]
    one, other = sorted(stored(settings.home), key=lambda path: path.parent.name != job)
    assert (one.read_bytes(), one.stat().st_nlink) == (other.read_bytes(), 1)
    assert other.parent.name == new


def test_what_is_at_work_cancelled_deleted_or_somebody_elses_is_refused(
    client: FlaskClient, stranger: FlaskClient, settings: Settings, job: str
) -> None:
    assert problem(stranger.post(f"{API}/jobs/{job}/again"), 404)
    new = client.post(f"{API}/jobs/{job}/again").json["id"]
    assert problem(client.post(f"{API}/jobs/{new}/again"), 409)["code"] == "job_not_done"
    client.post(f"{API}/jobs/{new}/cancel")
    assert problem(client.post(f"{API}/jobs/{new}/again"), 409)["code"] == "job_cancelled"
    client.delete(f"{API}/jobs/{new}")
    assert problem(client.post(f"{API}/jobs/{new}/again"), 404)
    assert {path.parent.name for path in stored(settings.home)} == {job}


def test_it_counts_as_much_as_an_upload(
    database: Database, settings: Settings, client: FlaskClient, job: str
) -> None:
    with app_with(settings, quota_images=5) as small:
        program = client_of(small, create_token(database))
        assert problem(program.post(f"{API}/jobs/{job}/again"), 429)["code"] == "quota_images"
    assert {path.parent.name for path in stored(settings.home)} == {job}


def test_what_is_drawn_stays_so(client: FlaskClient, database: Database, owner: str, job: str) -> None:
    ordinary = client.post(f"{API}/jobs/{job}/again").json["id"]
    with database.write() as connection:
        mark_drawn(connection, job)
    drawn = client.post(f"{API}/jobs/{job}/again").json["id"]
    name = client.get(f"{API}/jobs/{job}").json["name"]
    with database.read() as connection:
        assert drawn_jobs(connection, owner) == {job: name, drawn: f"{name} (again)"}
    assert ordinary != drawn
