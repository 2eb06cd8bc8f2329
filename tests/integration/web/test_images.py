"""POST and GET /jobs/{id}/images: more images for a job, and what has come."""

import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.database import Database
from core.ids import ids_from, made_at, new_id
from core.jobs.create import JobRequest
from core.jobs.create import create_job as write_job
from core.tables import Image
from core.work.claim import claim
from tests.support.factories import create_image, create_job, end_some, read_job
from tests.support.files import portrait
from tests.support.forms import API, form, portraits, problem, stored


@pytest.fixture
def images(client: FlaskClient) -> str:
    """Address of the images of a job that expects nine."""
    data = {"expected": "9"}
    job = client.post(f"{API}/jobs", data=data, content_type="multipart/form-data").json["id"]
    return f"{API}/jobs/{job}/images"


def test_groups_add_up(client: FlaskClient, database: Database, images: str) -> None:
    answers = [client.post(images, **portraits(2)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [202, 202]
    job = images.split("/")[-2]
    assert answers[0].headers["Location"] == f"{API}/jobs/{job}"
    assert read_job(database, job).counts.received == 4


def test_accepted_images_are_told_apart_by_their_digest(client: FlaskClient, images: str) -> None:
    accepted = client.post(images, **portraits(2)).json["accepted"]
    assert len({image["image_id"] for image in accepted}) == len({image["sha256"] for image in accepted}) == 2


def test_equal_names_and_contents_stay_two_images(client: FlaskClient, images: str) -> None:
    accepted = client.post(images, **form(portrait(), portrait())).json["accepted"]
    assert len({image["image_id"] for image in accepted}) == 2


def test_folders_of_a_folder_upload_stay_in_the_name(client: FlaskClient, images: str) -> None:
    answer = client.post(images, **form(("Ward 3/../bed 2/a.jpg", portrait())))
    assert answer.json["accepted"][0]["filename"] == "Ward 3/bed 2/a.jpg"


def test_what_came_is_listed_in_pages(client: FlaskClient, images: str) -> None:
    sent = [image["image_id"] for image in client.post(images, **portraits(5)).json["accepted"]]
    found, cursor = list[str](), ""
    while cursor is not None:
        page = client.get(f"{images}?limit=2&cursor={cursor}").json
        found += [image["image_id"] for image in page["items"]]
        cursor = page["next_cursor"]
    assert found == sent


def test_a_listed_image_tells_its_state(client: FlaskClient, database: Database, images: str) -> None:
    client.post(images, **portraits())
    end_some(database)
    (image,) = client.get(images).json["items"]
    assert set(image) == {"image_id", "filename", "sha256", "state"}
    assert image["state"] == "classified"


@pytest.mark.parametrize("cursor", ["x", "%00", "WzVd"])
def test_a_broken_cursor_is_no_error_of_ours(client: FlaskClient, images: str, cursor: str) -> None:
    assert client.get(f"{images}?cursor={cursor}").status_code in {200, 400}


def test_a_cancelled_job_takes_no_more(client: FlaskClient, images: str, tmp_path: Path) -> None:
    client.post(images.replace("/images", "/cancel"))
    assert problem(client.post(images, **portraits()), 409)["code"] == "job_cancelled"
    assert stored(tmp_path) == []


def test_a_form_without_images_is_refused(client: FlaskClient, images: str) -> None:
    answer = client.post(images, data={"name": "x"}, content_type="multipart/form-data")
    assert problem(answer, 400)["code"] == "no_images"


def test_files_under_another_name_are_no_images(client: FlaskClient, database: Database) -> None:
    job = create_job(database, expected=1)
    sent = form(portrait())
    sent["data"] = sent["data"].replace(b'name="images"', b'name="pictures"')
    assert problem(client.post(f"{API}/jobs/{job}/images", **sent), 400)["code"] == "no_images"


def test_groups_stand_in_the_order_of_their_beginnings_whichever_comes_first(
    client: FlaskClient, database: Database, images: str
) -> None:
    time.sleep(0.03)  # a job that is younger than a beginning would make it now
    for begun, name in ((20, "c"), (0, "a"), (10, "b")):
        files = form((f"{name}1.jpg", portrait()), (f"{name}2.jpg", portrait()))
        assert client.post(f"{images}?begun={begun}", **files).status_code == 202
    assert in_order(database) == ["a1.jpg", "a2.jpg", "b1.jpg", "b2.jpg", "c1.jpg", "c2.jpg"]


def test_a_beginning_that_is_still_to_come_is_now_and_the_first_is_the_jobs(
    client: FlaskClient, images: str
) -> None:
    """Or a client could push its images behind all others."""
    for begun in (10**15, 10**18 - 1):
        assert client.post(f"{images}?begun={begun}", **form((f"{begun}", portrait()))).status_code == 202
    client.post(f"{images}?begun=0", **form(("early.jpg", portrait())))
    ids = {image["filename"]: image["image_id"] for image in client.get(images).json["items"]}
    assert made_at(ids["early.jpg"]) == made_at(images.split("/")[-2])
    assert ids["early.jpg"] < ids[f"{10**15}"] < ids[f"{10**18 - 1}"] < new_id()


@pytest.mark.parametrize("begun", ["soon", "-1", "-58800", "1.5", "9" * 99])
def test_a_beginning_that_is_none_is_refused(
    client: FlaskClient, images: str, tmp_path: Path, begun: str
) -> None:
    """As described: no job has a group from before it was made."""
    answer = client.post(f"{images}?begun={begun}", **portraits())
    assert problem(answer, 400)["code"] == "invalid_begun"
    assert stored(tmp_path) == []


def test_who_pages_through_what_came_misses_no_group_that_was_begun_before(
    client: FlaskClient, images: str
) -> None:
    """Or a client that asks what is missing would send it twice."""
    time.sleep(0.03)
    for begun, name in ((0, "a"), (20, "c")):
        files = form((f"{name}1.jpg", portrait()), (f"{name}2.jpg", portrait()))
        client.post(f"{images}?begun={begun}", **files)
    first = client.get(f"{images}?limit=3").json
    client.post(f"{images}?begun=10", **form(("b1.jpg", portrait()), ("b2.jpg", portrait())))
    rest = client.get(f"{images}?cursor={first['next_cursor']}").json
    found = [image["filename"] for image in (*first["items"], *rest["items"])]
    assert found == ["a1.jpg", "a2.jpg", "c1.jpg", "c2.jpg", "b1.jpg", "b2.jpg"]
    assert rest["next_cursor"] is None


def test_a_group_overtakes_nobody_who_has_waited_longer_than_five_minutes(
    client: FlaskClient, database: Database, owner: str
) -> None:
    """However old its job is, and whatever it says of its beginning."""
    now = time.time_ns() // 1_000_000
    old, waits = (next(ids_from(now - minutes * 60_000)) for minutes in (24 * 60, 10))
    with database.write() as connection:
        write_job(connection, owner, old, JobRequest("Yesterday's", 0.8, "face"))
    patient = create_job(database, [create_image("patient.jpg", id=waits)], owner="patient")
    assert client.post(f"{API}/jobs/{old}/images?begun=0", **portraits()).status_code == 202
    taken = [claim(database, 1, 60) for _ in range(2)]
    assert [claimed and claimed.images[0].job_id for claimed in taken] == [patient, old]


def in_order(database: Database) -> list[str]:
    """The files in the order of their rows."""
    with database.read() as connection:
        return list(connection.execute(select(Image.filename).order_by(Image.id)).scalars())
