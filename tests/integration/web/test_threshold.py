"""Another threshold for a job: its decisions follow wherever they are read, and nothing else changes."""

import pytest
from flask.testing import FlaskClient

from core.database import Database
from tests.support.factories import create_job, end_in_turn, sure
from tests.support.forms import API, problem

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def job(database: Database, owner: str) -> str:
    """Faces of 70, 80 and 95 %, and a blurred one of 99 %, which the job doubts; it asks for 80 %."""
    made = create_job(database, 4, threshold=0.8, uncertain_flags=("blurred",))
    shares = [(0.7, ""), (0.8, ""), (0.95, ""), (0.99, "blurred")]
    end_in_turn(
        database, *(lambda image, c=c, f=f: sure(image, "male", c, quality_flags=f) for c, f in shares)
    )
    return made


def decisions(client: FlaskClient, job: str) -> list[str]:
    return [row["decision"] for row in client.get(f"{API}/jobs/{job}/results?sort=confidence").json["items"]]


def test_decisions_and_counts_follow_and_come_back(client: FlaskClient, job: str) -> None:
    before = client.get(f"{API}/jobs/{job}")
    live = client.get(f"/jobs/{job}/live")
    assert decisions(client, job) == ["uncertain", "male", "male", "uncertain"]
    answer = client.patch(f"{API}/jobs/{job}", json={"threshold": 0.9})
    assert (answer.status_code, answer.json["threshold"], answer.json["counts"]["uncertain"]) == (200, 0.9, 3)
    assert decisions(client, job) == ["uncertain", "uncertain", "male", "uncertain"]
    for address, old in ((f"{API}/jobs/{job}", before), (f"/jobs/{job}/live", live)):
        again = client.get(address, headers={"If-None-Match": old.headers["ETag"]})
        assert again.status_code == 200, "what a page has is old"
    assert client.patch(f"{API}/jobs/{job}", json={"threshold": 0.8}).status_code == 200
    assert client.get(f"{API}/jobs/{job}").json == before.json
    assert decisions(client, job) == ["uncertain", "male", "male", "uncertain"]


@pytest.mark.parametrize("threshold", [0.5, 1, 0.9532])
def test_every_threshold_that_an_upload_may_have_is_taken(
    client: FlaskClient, job: str, threshold: float
) -> None:
    assert client.patch(f"{API}/jobs/{job}", json={"threshold": threshold}).json["threshold"] == threshold


@pytest.mark.parametrize(
    "body",
    [
        {"threshold": 0.49},
        {"threshold": 1.01},
        {"threshold": "0.9"},
        {"threshold": True},
        {"threshold": None},
        {"threshold": 10**400},
        {"threshold": float("nan")},
        {"threshold": 0.9, "name": "Other"},
        {},
    ],
)
def test_another_is_refused_and_changes_nothing(
    client: FlaskClient, job: str, body: dict[str, object]
) -> None:
    assert problem(client.patch(f"{API}/jobs/{job}", json=body), 400)["code"] == "invalid_threshold"
    assert client.get(f"{API}/jobs/{job}").json["threshold"] == 0.8


@pytest.mark.parametrize("body", [b"", b"{", b"[0.9]", b'"0.9"'])
def test_what_is_no_object_is_said(client: FlaskClient, job: str, body: bytes) -> None:
    answer = client.patch(f"{API}/jobs/{job}", data=body, content_type="application/json")
    assert problem(answer, 400)["code"] == "invalid_json"


def test_nobody_else_may_and_it_is_in_the_journal(
    client: FlaskClient, stranger: FlaskClient, job: str
) -> None:
    assert problem(stranger.patch(f"{API}/jobs/{job}", json={"threshold": 0.9}), 404)["code"] == "not_found"
    assert client.get(f"{API}/jobs/{job}").json["threshold"] == 0.8
    client.patch(f"{API}/jobs/{job}", json={"threshold": 0.9})
    assert client.get("/journal").text.count("changed the threshold of a job") == 1
