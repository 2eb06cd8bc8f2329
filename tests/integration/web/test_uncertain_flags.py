"""The form field `uncertain_flags`, and the setting that stands in for it."""

import csv
import io
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.settings import Settings
from tests.support.factories import create_settings, create_token, end_in_turn, sure, talked_about
from tests.support.files import portrait
from tests.support.forms import API, portraits, problem
from web.app import create_app
from web.context import EXTENSION

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
JOBS = f"{API}/jobs"


@pytest.fixture
def doubting(settings: Settings, database: Database, redis: object) -> Iterator[FlaskClient]:
    """A client of an app whose setting doubts what is dark."""
    app = create_app(create_settings(**(dict(settings) | {"uncertain_flags": "dark"})))
    asking = app.test_client()
    asking.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {create_token(database)}"
    yield asking
    app.extensions[EXTENSION].close()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("dark", "dark"),
        ("tiny,dark", "dark tiny"),
        (" turned  blurred, turned ", "blurred turned"),
        ("", ""),
    ],
)
def test_a_job_keeps_its_flags(client: FlaskClient, sent: str, kept: str) -> None:
    job = client.post(JOBS, **portraits(1, uncertain_flags=sent)).json
    assert job["uncertain_flags"] == kept
    assert client.get(f"{JOBS}/{job['id']}").json["uncertain_flags"] == kept


@pytest.mark.parametrize("sent", ["ugly", "dark ugly", "dark;tiny"])
def test_an_unknown_flag_is_refused(client: FlaskClient, sent: str) -> None:
    refusal = problem(client.post(JOBS, **portraits(1, uncertain_flags=sent)), 400)
    assert refusal["code"] == "invalid_uncertain_flags"
    assert "blurred, dark, tiny, turned" in refusal["detail"]


def test_without_the_field_the_setting_counts_and_an_empty_one_overrules_it(doubting: FlaskClient) -> None:
    assert doubting.post(JOBS, **portraits(1)).json["uncertain_flags"] == "dark"
    assert doubting.post(JOBS, **portraits(1, uncertain_flags="")).json["uncertain_flags"] == ""
    assert doubting.post(JOBS, **portraits(1, uncertain_flags="tiny")).json["uncertain_flags"] == "tiny"


def test_the_setting_counts_for_the_camera(doubting: FlaskClient) -> None:
    doubting.post(f"{API}/snapshots", data=portrait(), content_type="image/jpeg")
    (job,) = doubting.get(JOBS).json["items"]
    assert (job["uncertain_flags"], job["framing"]) == ("dark", "auto")


def test_results_exports_and_counts_are_uncertain_together(client: FlaskClient, database: Database) -> None:
    job = client.post(JOBS, **portraits(2, threshold="0.6", uncertain_flags="tiny")).json["id"]
    end_in_turn(database, sure, talked_about)  # the second is blurred and tiny
    rows = client.get(f"{JOBS}/{job}/results").json["items"]
    assert [row["decision"] for row in rows] == ["female", "uncertain"]
    assert client.get(f"{JOBS}/{job}").json["counts"]["uncertain"] == 1
    text = client.get(f"{JOBS}/{job}/results.csv?decision=uncertain").text
    assert [row["image_id"] for row in csv.DictReader(io.StringIO(text))] == [rows[1]["image_id"]]
    lines = client.get(f"{JOBS}/{job}/results.jsonl?decision=female").text.splitlines()
    assert len(lines) == 1


def test_another_rule_is_another_request(client: FlaskClient) -> None:
    key = {"Idempotency-Key": "once"}
    first = client.post(JOBS, headers=key, **portraits(1, uncertain_flags="dark"))
    again = client.post(JOBS, headers=key, **portraits(1, uncertain_flags="dark,"))
    assert (first.status_code, again.json["id"]) == (202, first.json["id"])
    assert problem(client.post(JOBS, headers=key, **portraits(1)), 409)
