"""GET /images/{id}: the whole picture, its faces in boxes, and honest words where there is none."""

import re

import pytest
from flask.testing import FlaskClient

from core.database import Database
from core.ids import new_id
from core.work.types import ClaimedImage, Face, Outcome
from tests.support.factories import end_some, faceless, failed
from tests.support.files import plain
from tests.support.forms import API, form

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def two_faces(image: ClaimedImage) -> Outcome:
    faces = (
        Face((90, 60, 80, 100), "female", 0.95, 0.95, 0.05, 0.91, quality_flags="turned"),
        Face((10, 20, 40, 50), "male", 0.97, 0.03, 0.97, 0.6, quality_flags="dark"),
    )
    return Outcome(image.id, image.job_id, faces, finder_version="finder-9")


def upload(client: FlaskClient, **fields: str) -> str:
    sent = form(plain("PNG", (300, 200)), name="Ward 3", threshold="0.8", **fields)
    image_id: str = client.post(f"{API}/jobs", **sent).json["accepted"][0]["image_id"]
    return image_id


def test_each_face_is_in_its_box(client: FlaskClient, database: Database) -> None:
    image = upload(client, uncertain_flags="dark")
    end_some(database, two_faces)
    text = client.get(f"/images/{image}?face=1").text
    assert 'viewBox="0 0 300 200"' in text
    boxes = re.findall(r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)">', text)
    assert boxes == [("90", "60", "80", "100"), ("10", "20", "40", "50")]
    assert re.findall(r'aria-label="Face (\d): (\w+)"', text) == [("1", "Female"), ("2", "Uncertain")]
    assert "because it is dark" in text
    assert "faces found by finder-9" in text
    chosen = re.findall(r'<li id="face-(\d)" class="card face" data-face="\d" aria-current="true">', text)
    assert chosen == ["1"]
    assert len(re.findall(r"/api/v1/faces/[0-9a-f-]{36}/crop", text)) == 2


def test_an_image_without_a_face_is_shown_and_says_so(client: FlaskClient, database: Database) -> None:
    image = upload(client)
    end_some(database, faceless)
    text = client.get(f"/images/{image}").text
    assert "No face found" in text
    assert "send it as a crop of one face" in text
    assert f"/api/v1/images/{image}/preview" in text


def test_a_failed_image_says_why(client: FlaskClient, database: Database) -> None:
    image = upload(client)
    end_some(database, failed)
    assert "The picture is damaged." in client.get(f"/images/{image}").text


def test_an_image_that_waits_says_so(client: FlaskClient) -> None:
    text = client.get(f"/images/{upload(client)}").text
    assert "Waiting" in text
    assert "<li" not in text.split("<main", 1)[1]


def test_the_row_of_a_faceless_image_leads_to_its_picture(client: FlaskClient, database: Database) -> None:
    image = upload(client)
    end_some(database, faceless)
    job = client.get(f"{API}/jobs").json["items"][0]["id"]
    text = client.get(f"/jobs/{job}").text
    assert f'href="/images/{image}"' in text
    assert f"/api/v1/images/{image}/preview?size=96" in text
    assert "No face found" in text


def test_a_job_says_its_rule(client: FlaskClient) -> None:
    upload(client, uncertain_flags="dark tiny")
    job = client.get(f"{API}/jobs").json["items"][0]["id"]
    assert "or if dark or tiny" in client.get(f"/jobs/{job}").text


def test_an_image_is_there_for_its_owner_alone(client: FlaskClient, stranger: FlaskClient) -> None:
    image = upload(client)
    assert stranger.get(f"/images/{image}").status_code == 404
    assert client.get(f"/images/{new_id()}").status_code == 404


@pytest.mark.parametrize("face", ["-1", "7"])
def test_a_face_that_is_not_there_is_not_chosen(client: FlaskClient, database: Database, face: str) -> None:
    image = upload(client)
    end_some(database, two_faces)
    assert 'aria-current="true"' not in client.get(f"/images/{image}?face={face}").text.split("<main", 1)[1]
