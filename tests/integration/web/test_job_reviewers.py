"""A job's reviewers over HTTP and on its page: added, removed, refused; opinions and disputes."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.database import Database
from core.journal import Wanted, entries
from tests.integration.web.steps import send
from tests.support.apps import client_of, on_pages
from tests.support.factories import create_account, create_job, create_token, doubtful, end_in_turn
from tests.support.forms import API, problem

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def job(database: Database, owner: str) -> str:
    """One uncertain face."""
    made = create_job(database, 1)
    end_in_turn(database, doubtful)
    return made


@pytest.fixture
def reviewers(app: Flask, database: Database, owner: str) -> dict[str, FlaskClient]:
    found = {}
    for name in ("ada", "ben", "cleo"):
        token = create_token(database, name, "reviewer")
        found[name] = on_pages(client_of(app, token), create_account(database, name))
    return found


def card_of(client: FlaskClient, job: str) -> str:
    return client.get(f"/jobs/{job}").text.split('id="reviewers"')[1].split("</section>")[0]


def say(client: FlaskClient, face: str, label: str, **more: object) -> int:
    return client.post(f"{API}/faces/{face}/reviews", json={"label": label} | more).status_code


def test_reviewers_are_added_listed_and_removed(
    client: FlaskClient, job: str, reviewers: dict[str, FlaskClient], database: Database
) -> None:
    address = f"{API}/jobs/{job}/reviewers"
    for _ in range(2):
        found = client.put(f"{address}/Ada").json["items"]
        assert [(one["name"], one["part"], one["reviews"]) for one in found] == [
            ("owner", "owner", 0),
            ("ada", "reviewer", 0),
        ]
    assert reviewers["ada"].get(address).json["items"] == found
    face = reviewers["ada"].get(f"{API}/review/next?job={job}").json["face_id"]
    assert say(reviewers["ada"], face, "male") == 201
    assert client.delete(f"{address}/ada").status_code == 204
    assert [(one["part"], one["reviews"]) for one in client.get(address).json["items"]] == [
        ("owner", 0),
        ("former", 1),
    ]
    assert problem(reviewers["ada"].get(address), 404)["code"] == "not_found"
    assert problem(client.delete(f"{address}/ada"), 404)["code"] == "not_shared"
    with database.read() as connection:
        noted = [entry.action for entry in entries(connection, Wanted(object_id=job), 9)]
        of_ada = entries(connection, Wanted(object_id=create_account(database, "ada")), 9)
    assert noted[0] == "unshare"
    assert noted[-2:] == ["share", "share"]
    assert [entry.action for entry in of_ada] == ["unshare", "share", "share"]


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("nobody", 404, "no_such_account"), ("owner", 409, "own_job"), ("sender", 409, "not_a_reviewer")],
)
def test_who_cannot_review_is_refused_with_a_sentence(
    client: FlaskClient, job: str, database: Database, name: str, status: int, code: str
) -> None:
    create_account(database, "sender", "uploader")
    said = problem(client.put(f"{API}/jobs/{job}/reviewers/{name}"), status)
    assert said["code"] == code
    answer = send(client, f"/jobs/{job}/reviewers", name=name)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/jobs/{job}#reviewers")
    card = card_of(client, job)
    assert said["detail"] in card.split('id="reviewers-told"')[1].split("<form")[0], "beside the field"
    assert f'name="name" value="{name}" aria-invalid="true" aria-describedby="reviewers-told"' in card
    assert "aria-invalid" not in card_of(client, job), "the next time it is empty"


def test_the_page_shares_a_job_and_asks_for_more_opinions(
    client: FlaskClient, job: str, reviewers: dict[str, FlaskClient]
) -> None:
    assert "Only you settle" in client.get(f"/jobs/{job}").text
    answer = send(client, f"/jobs/{job}/reviewers", name="ada")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/jobs/{job}#reviewers")
    page = client.get(f"/jobs/{job}").text
    assert "aria-invalid" not in page
    assert "ada reviews this job now." in page
    assert "Remove ada" in page
    assert "Remove ada" not in client.get(f"/jobs/{job}/live").text
    assert send(client, f"/jobs/{job}/opinions", opinions="2").headers["Location"].endswith("#reviewers")
    assert client.get(f"{API}/jobs/{job}").json["opinions"] == 2
    send(client, f"/jobs/{job}/opinions", opinions="4")
    assert "opinions must be 1, 2 or 3." in client.get(f"/jobs/{job}").text
    send(client, f"/jobs/{job}/reviewers/remove", name="ada")
    assert "ada sees nothing of this job any more" in client.get(f"/jobs/{job}").text


def test_who_has_only_shared_jobs_is_told_so_above_them(
    client: FlaskClient, job: str, reviewers: dict[str, FlaskClient], stranger: FlaskClient
) -> None:
    client.put(f"{API}/jobs/{job}/reviewers/ada")
    page = reviewers["ada"].get("/").text
    assert page.index("No jobs of your own yet") < page.index('id="jobs-shared"') < page.index(job)
    assert "browline demo" not in page, "nobody but an admin types that, whose the drawn jobs are"
    assert "No jobs yet" in stranger.get("/").text


def test_a_dispute_is_counted_shown_without_names_and_decided(
    client: FlaskClient, job: str, reviewers: dict[str, FlaskClient]
) -> None:
    assert client.patch(f"{API}/jobs/{job}", json={"opinions": 2}).json["opinions"] == 2
    for name in reviewers:
        client.put(f"{API}/jobs/{job}/reviewers/{name}")
    ada, ben, cleo = reviewers.values()
    face = ada.get(f"{API}/review/next?job={job}&desk=a").json["face_id"]
    assert ben.get(f"{API}/review/next?job={job}&desk=b").json["face_id"] == face
    assert cleo.get(f"{API}/review/next?job={job}&desk=c").status_code == 204
    assert say(ada, face, "female") == 201
    assert ada.get(f"{API}/review/next?job={job}").status_code == 204
    assert ben.get(f"{API}/faces/{face}/reviews").json["items"] == []
    assert say(ben, face, "male") == 201
    row = client.get(f"{API}/jobs/{job}/results").json["items"][0]
    assert (row["reviewed_label"], row["reviewer"], row["reviewed_at"]) == (None, None, None)
    assert "Decide 1 disputed" in client.get(f"/jobs/{job}").text
    assert "to-decide" not in ada.get(f"/jobs/{job}").text
    card = cleo.get(f"/review/cards?job={job}&which=disputed&desk=c").text
    assert "People said: female, male. Your word decides." in card
    assert "ada" not in card
    assert say(ada, face, "female", decides=True) == 403
    assert say(cleo, face, "unclear", decides=True) == 201
    assert say(client, face, "male", decides=True) == 409
    row = client.get(f"{API}/jobs/{job}/results").json["items"][0]
    assert (row["reviewed_label"], row["reviewer"]) == ("unclear", "cleo")
    assert "to-decide" not in client.get(f"/jobs/{job}").text


@pytest.mark.parametrize("opinions", [0, 4, "2", 2.0, True, None])
def test_a_number_of_opinions_that_cannot_be_is_refused(
    client: FlaskClient, job: str, opinions: object
) -> None:
    answer = client.patch(f"{API}/jobs/{job}", json={"opinions": opinions})
    assert problem(answer, 400)["code"] == "invalid_opinions"


def test_a_word_that_decides_is_a_yes_or_no(client: FlaskClient, job: str) -> None:
    face = client.get(f"{API}/review/next").json["face_id"]
    answer = client.post(f"{API}/faces/{face}/reviews", json={"label": "male", "decides": "yes"})
    assert problem(answer, 400)["code"] == "invalid_decides"
