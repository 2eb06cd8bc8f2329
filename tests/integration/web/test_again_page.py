"""A job's page offers today's model, and tells where it differs from the answers of before."""

import re

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.presence import WorkerReport, report
from core.reviews.compare import Comparisons
from tests.support.factories import end_in_turn, end_some, sure
from tests.support.forms import API, portraits

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def job(client: FlaskClient, database: Database) -> str:
    made = client.post(f"{API}/jobs", **portraits(3, framing="face")).json["id"]
    end_some(database, sure)
    return str(made)


def serves(database: Database, version: str, *, ready: bool = True) -> None:
    with database.write() as connection:
        report(connection, WorkerReport("here:1", ready, "litert", version, ""))


def words(client: FlaskClient, job: str, query: str = "") -> str:
    page = client.get(f"/jobs/{job}{query}").text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_model_that_serves_is_offered_where_it_is_another(
    client: FlaskClient, database: Database, job: str
) -> None:
    assert "Classify again" not in words(client, job)
    for version, ready, offered in (
        ("test-1", True, False),
        ("test-2", False, False),
        ("test-2", True, True),
    ):
        serves(database, version, ready=ready)
        assert ("Classify again with test-2" in words(client, job)) == offered
    client.post(f"{API}/jobs/{job}/again")
    assert "These images were classified again." in words(client, job)
    assert "Classify again" not in words(client, job), "it was done"


def test_changes_are_counted_shown_and_asked_about(client: FlaskClient, database: Database, job: str) -> None:
    new = client.post(f"{API}/jobs/{job}/again").json["id"]
    assert "before" not in words(client, new)
    end_in_turn(database, sure, lambda image: sure(image, "male", 0.9), sure)
    assert "are being compared" in words(client, new)
    Comparisons(database).go_on(60)
    assert "test-1 says otherwise than before about 1 of 3 faces." in words(client, new)
    assert "differ about 1 face." in words(client, job)
    assert [client.get(f"{API}/jobs/{each}").json["changed"] for each in (new, job)] == [1, None]
    assert "called otherwise before" in words(client, new, "?changed=true")
    assert 'name="changed" value="False"' in client.get(f"/jobs/{new}?changed=false").text
    for value, count in (("true", 1), ("false", 2)):
        rows = client.get(f"{API}/jobs/{new}/results?changed={value}").json["items"]
        assert len(rows) == count
        assert len(client.get(f"{API}/jobs/{new}/results.csv?changed={value}").text.splitlines()) == count + 1
    card = client.get(f"/review/cards?job={new}&which=disagreement").text
    assert "Before, test-1 said 95" in card
    assert "Changed ones" in client.get(f"/review?job={new}").text
    header = client.get(f"{API}/jobs/{new}/results.csv").text.splitlines()[0]
    assert header.endswith(",earlier_label,earlier_confidence,earlier_version,final_label")


def test_nothing_changed_is_told_too(client: FlaskClient, database: Database, job: str) -> None:
    new = client.post(f"{API}/jobs/{job}/again").json["id"]
    end_some(database, sure)
    Comparisons(database).go_on(60)
    assert "says the same label as before about each face" in words(client, new)
    client.delete(f"{API}/jobs/{job}")
    assert client.get(f"/jobs/{new}").status_code == 200
    assert "The answers of before" not in words(client, new)
