"""Every word that was said of a job's faces can be taken away, not only the last."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.reviews.export import REVIEW_COLUMNS
from tests.support.factories import create_job, doubtful, end_in_turn, sure
from tests.support.forms import API

pytestmark = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def job(client: FlaskClient, database: Database) -> str:
    """Two faces: the first was called male, that was taken back, then female; the second unclear."""
    made = create_job(database, 2)
    end_in_turn(database, sure, doubtful)
    first, second = (row["face_id"] for row in client.get(f"{API}/jobs/{made}/results").json["items"])
    say = [(first, "male", "=a beard?"), (first, "female", ""), (second, "unclear", "a veil")]
    for number, (face, label, note) in enumerate(say):
        client.post(f"{API}/faces/{face}/reviews?desk=d", json={"label": label, "note": note})
        if number == 0:
            assert client.post(f"{API}/review/undo?desk=d").status_code == 200
    return made


def words(client: FlaskClient, job: str, query: str = "") -> list[dict[str, str]]:
    text = client.get(f"{API}/jobs/{job}/reviews.jsonl{query}").text
    return [json.loads(line) for line in text.splitlines()]


def test_all_words_are_there_in_their_order(client: FlaskClient, job: str) -> None:
    rows = words(client, job)
    said = [(row["filename"], row["label"], row["note"], row["undone_at"] is None) for row in rows]
    assert said == [
        ("000.jpg", "male", "=a beard?", False),
        ("000.jpg", "female", "", True),
        ("001.jpg", "unclear", "a veil", True),
    ]
    assert {(row["reviewer"], row["model_version"]) for row in rows} == {("owner", "test-1")}
    assert rows[2]["model_label"] == "male"
    assert {(row["decides"], row["voice"]) for row in rows} == {(False, 1)}


def test_csv_has_the_same_and_is_defused(client: FlaskClient, job: str) -> None:
    table = list(csv.DictReader(io.StringIO(client.get(f"{API}/jobs/{job}/reviews.csv").text, newline="")))
    assert tuple(table[0]) == REVIEW_COLUMNS
    assert table[0]["note"] == "'=a beard?"
    assert [row["review_id"] for row in table] == [row["review_id"] for row in words(client, job)]


def test_a_filter_keeps_to_its_faces(client: FlaskClient, job: str) -> None:
    assert {row["filename"] for row in words(client, job, "?decision=uncertain&sort=filename")} == {"001.jpg"}
    assert len(words(client, job, "?rows=people")) == 3
    assert words(client, job, "?filename=nowhere") == []


def test_a_stranger_gets_nothing(stranger: FlaskClient, job: str) -> None:
    assert stranger.get(f"{API}/jobs/{job}/reviews.csv").status_code == 404
    assert stranger.get(f"{API}/jobs/{job}/results.parquet").status_code == 404
