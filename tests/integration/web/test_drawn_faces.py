"""What the demo drew: people are asked about it while there is nothing else, and never in an audit of all."""

import re

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.jobs.drawn import mark_drawn
from tests.integration.web.test_reviews import following
from tests.support.factories import create_job, doubtful, end_in_turn, sure
from tests.support.forms import API

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def job(database: Database, owner: str) -> str:
    """Two uncertain faces and a sure one."""
    made = create_job(database, 3)
    end_in_turn(database, doubtful, doubtful, sure)
    return made


def test_of_all_jobs_drawn_faces_are_never_in_the_sample_and_elsewhere_while_there_are_no_others(
    client: FlaskClient, database: Database, job: str
) -> None:
    def waiting(query: str) -> tuple[str, str]:
        told = re.search(r'data-open="(\d+)"', client.get(f"/review?{query}").text)
        assert told
        return told[1], client.get("/review/waiting").json["shown"]

    with database.write() as connection:
        mark_drawn(connection, job)
    assert waiting("which=uncertain") == ("2", "2"), "who only has the demo reviews that"
    assert 'id="without-drawn"' not in client.get("/review").text
    assert waiting("which=sample") == ("0", "2")
    assert client.get(f"{API}/review/next?which=sample").status_code == 204
    create_job(database, 2)
    end_in_turn(database, doubtful, sure)
    assert waiting("which=uncertain") == ("1", "1")
    assert waiting("which=sample") == ("2", "1")
    assert 'id="without-drawn"' in client.get("/review").text
    assert waiting(f"job={job}&which=sample") == ("3", "1"), "the demo's own page asks about its own"
    asked = {following(client, f"which=sample&desk={desk}") for desk in "ab"}
    drawn = {row["face_id"] for row in client.get(f"{API}/jobs/{job}/results").json["items"]}
    assert asked
    assert not asked & drawn
