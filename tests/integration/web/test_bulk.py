"""Count, run again and delete what a filter shows, through the API."""

from errno import ENOSPC

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.blobs.folder import FolderStore
from core.database import Database
from core.errors import Busy
from core.jobs.chosen import delete_chosen
from core.journal import Wanted, entries
from tests.support.factories import (
    create_image,
    create_job,
    doubtful,
    end_in_turn,
    end_some,
    faceless,
    failed,
    image_states,
    sure,
)
from tests.support.forms import API, problem
from web.api import in_bulk

ENDS = (sure, failed, doubtful, failed, faceless)


@pytest.fixture
def results(database: Database) -> str:
    """Address of the results of a job of every end."""
    job = create_job(database, [create_image(f"{number}.jpg") for number in range(len(ENDS))])
    end_in_turn(database, *ENDS)
    return f"{API}/jobs/{job}/results"


def names(client: FlaskClient, results: str, query: str = "") -> list[str]:
    return [row["filename"] for row in client.get(f"{results}?{query}").json["items"]]


def deeds(database: Database) -> list[str]:
    with database.read() as connection:
        return [entry.action for entry in entries(connection, Wanted(), 100)]


def test_a_filter_is_counted_before_it_is_acted_on(client: FlaskClient, results: str) -> None:
    assert client.get(f"{results}/count?status=failed").json == {
        "rows": 2, "failed": 2, "images": 2, "others": 0, "frames": 0,
    }  # fmt: skip
    assert client.get(f"{results}/count").json["rows"] == 5


def test_what_is_shown_is_deleted_and_told_in_the_journal(
    client: FlaskClient, database: Database, results: str
) -> None:
    answer = client.delete(f"{results}?status=failed&expect=2")
    assert (answer.status_code, answer.json) == (200, {"deleted": 2, "left": 0, "frames": 0})
    assert names(client, results) == ["0.jpg", "2.jpg", "4.jpg"]
    assert client.delete(f"{results}?status=failed").json == {"deleted": 0, "left": 0, "frames": 0}
    assert deeds(database).count("remove") == 1
    job = client.get(results.removesuffix("/results")).json
    assert (job["removed"], job["counts"]["received"], job["counts"]["expected"]) == (2, 3, 3)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 400, "no_filter"),
        ("sort=filename&rows=faces", 400, "no_filter"),
        ("status=failed&expect=3", 409, "filter_changed"),
        ("status=failed&expect=x", 400, "invalid_expect"),
        ("stat=failed", 400, "invalid_filter"),
    ],
)
def test_a_delete_that_may_be_meant_otherwise_deletes_nothing(
    client: FlaskClient, results: str, query: str, status: int, code: str
) -> None:
    assert problem(client.delete(f"{results}?{query}"), status)["code"] == code
    assert len(names(client, results)) == 5


def test_long_work_answers_between_and_goes_on(
    client: FlaskClient, database: Database, results: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_bulk, "SECONDS", 0)
    monkeypatch.setattr("core.jobs.chosen.PIECE", 1)
    assert client.delete(f"{results}?status=failed&expect=2").json == {"deleted": 1, "left": 1, "frames": 0}
    assert client.delete(f"{results}?status=failed&expect=1").json == {"deleted": 1, "left": 0, "frames": 0}
    assert names(client, results) == ["0.jpg", "2.jpg", "4.jpg"]


def test_what_is_done_before_a_hiccup_is_answered(
    client: FlaskClient, results: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hiccup(*asked: object) -> int:
        pieces.append(1)
        if len(pieces) != 2:
            raise Busy("The database is busy; try again.")
        return delete_chosen(*asked)  # type: ignore[arg-type]

    pieces = list[int]()
    monkeypatch.setattr("core.jobs.chosen.PIECE", 1)
    monkeypatch.setattr(in_bulk, "delete_chosen", hiccup)
    assert client.delete(f"{results}?status=failed&expect=2").status_code == 503
    assert client.delete(f"{results}?status=failed&expect=2").json == {"deleted": 1, "left": 1, "frames": 0}


def test_what_came_meanwhile_is_not_deleted_with_what_was_asked_for(
    client: FlaskClient, database: Database, results: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more goes than was expected, and it is counted once a request, not in each piece."""
    counted: list[int] = []
    monkeypatch.setattr("core.jobs.chosen.PIECE", 1)
    monkeypatch.setattr("core.jobs.chosen._check_expected", lambda found, _: counted.append(found))
    assert client.delete(f"{results}?filename=jpg&expect=3").json == {"deleted": 3, "left": 0, "frames": 0}
    assert counted == [5]
    assert len(names(client, results)) == 2


def test_a_disk_that_cannot_erase_yet_undoes_no_deletion(
    client: FlaskClient, results: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(FolderStore, "discard", full)
    monkeypatch.setattr(FolderStore, "wipe", full)
    assert client.delete(f"{results}?status=failed&expect=2").json["deleted"] == 2
    assert "not erased yet" in caplog.text


def test_a_cancelled_job_is_retried_whole(client: FlaskClient, database: Database) -> None:
    job = create_job(database, 3)
    end_in_turn(database, failed)
    client.post(f"{API}/jobs/{job}/cancel")
    refused = problem(client.post(f"{API}/jobs/{job}/results/retry?status=failed"), 409)
    assert refused["code"] == "job_cancelled"
    assert image_states(database, job) == ["failed", "cancelled", "cancelled"]
    assert client.post(f"{API}/jobs/{job}/retry").status_code == 202
    assert image_states(database, job) == ["waiting"] * 3


def test_the_failed_ones_run_again_once(client: FlaskClient, database: Database, results: str) -> None:
    answer = client.post(f"{results}/retry?filename=1")
    assert (answer.status_code, answer.json["retried"], answer.json["left"]) == (202, 1, 0)
    end_some(database, failed)
    again = client.post(f"{results}/retry", query_string={"filename": "1", "before": answer.json["before"]})
    assert (again.json["retried"], again.json["left"]) == (0, 0)
    assert deeds(database).count("retry") == 1


def test_a_time_without_a_zone_is_refused(client: FlaskClient, results: str) -> None:
    beyond = "0001-01-01T00:00:00%2B01:00"  # before the first year in UTC
    for text in ("yesterday", "2026-11-28T12:00:00", beyond):
        assert problem(client.post(f"{results}/retry?before={text}"), 400)["code"] == "invalid_before"


def test_nobody_else_touches_it(app: Flask, stranger: FlaskClient, client: FlaskClient, results: str) -> None:
    assert stranger.get(f"{results}/count").status_code == 404
    assert stranger.delete(f"{results}?status=failed").status_code == 404
    assert stranger.post(f"{results}/retry").status_code == 404
    assert app.test_client().delete(f"{results}?status=failed").status_code == 401
    assert len(names(client, results)) == 5
