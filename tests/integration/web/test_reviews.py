"""Reviews over HTTP: what needs a person, what they say, how often it is said, and taking it back."""

import json
import re
import sys

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection
from werkzeug.test import TestResponse

from core.accounts.records import set_role
from core.database import Database
from core.jobs.state import JobView, get_job
from core.reviews.sample import RANDOM_FROM
from tests.support.factories import create_account, create_job, doubtful, end_in_turn, sure
from tests.support.forms import API, problem

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def job(database: Database, owner: str) -> str:
    """Two uncertain faces and a sure one."""
    made = create_job(database, 3)
    end_in_turn(database, lambda image: sure(image, "male", 0.7), doubtful, sure)
    return made


def following(client: FlaskClient, query: str = "") -> str:
    answer = client.get(f"{API}/review/next?{query}")
    assert answer.status_code == 200
    return str(answer.json["face_id"])


def say(client: FlaskClient, face: str, label: object = "female", key: str | None = None) -> TestResponse:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"{API}/faces/{face}/reviews", json={"label": label}, headers=headers)


def test_the_queue_empties_as_faces_are_settled(client: FlaskClient, job: str) -> None:
    seen = []
    for label in ("male", "not_a_face"):
        face = following(client, f"job={job}")
        assert say(client, face, label).status_code == 201
        seen.append(face)
        assert f"{len(seen)} face{'s' * (len(seen) > 1)} reviewed" in client.get("/jobs/list").text
    assert client.get(f"{API}/review/next?job={job}").status_code == 204
    assert following(client, "which=all") not in seen
    rows = client.get(f"{API}/jobs/{job}/results?reviewed=true&sort=confidence").json["items"]
    assert [(row["face_id"], row["reviewed_label"], row["reviewer"]) for row in rows] == [
        (seen[0], "male", "owner"),
        (seen[1], "not_a_face", "owner"),
    ]


def test_a_filter_of_results_is_asked_about(client: FlaskClient, job: str) -> None:
    def confidence(query: str) -> float:
        return float(client.get(f"{API}/review/next?job={job}&desk=d&{query}").json["confidence"])

    assert confidence("label=female") == pytest.approx(0.95), "with a filter the sure ones too"
    assert confidence("decision=uncertain&sort=-confidence") == 0.7
    assert confidence("min_confidence=0.65") == 0.7
    assert client.get(f"{API}/review/next?job={job}&label=female&which=uncertain").status_code == 204


def test_a_retry_says_it_once_and_an_undo_takes_it_back_once(client: FlaskClient, job: str) -> None:
    face = following(client)
    first, again = say(client, face, key="k1"), say(client, face, key="k1")
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert problem(say(client, face, "male", key="k1"), 409)["code"] == "idempotency_conflict"
    address = f"{API}/review/undo?job={job}"
    undone = [client.post(address, headers={"Idempotency-Key": "k2"}).json for _ in range(2)]
    assert undone[0] == undone[1]
    assert undone[0]["undoes"] == first.json["id"]
    history = client.get(f"{API}/faces/{face}/reviews").json["items"]
    assert [(row["label"], row["standing"]) for row in history] == [("female", False), (None, False)]
    assert problem(client.post(address), 409)["code"] == "nothing_to_undo"


def test_a_window_knows_whether_there_is_something_to_undo(client: FlaskClient, job: str) -> None:
    def known() -> str:
        return client.get(f"/review/cards?job={job}&desk=mine").headers["Browline-Undo"]

    assert known() == "false"
    for row in client.get(f"{API}/jobs/{job}/results").json["items"][:2]:
        client.post(f"{API}/faces/{row['face_id']}/reviews?desk=mine", json={"label": "male"})
    assert known() == "true"
    assert [client.post(f"{API}/review/undo?desk=mine").json["more"] for _ in range(2)] == [True, False]
    assert known() == "false"


def test_who_has_no_job_at_all_is_told_that_there_is_nothing_yet(
    client: FlaskClient, stranger: FlaskClient, database: Database, job: str
) -> None:
    account = create_account(database, "stranger")
    with database.write() as connection:
        set_role(connection, account, "reviewer")
    page = stranger.get("/review").text
    assert "data-nothing-yet" in page
    assert "Upload images" in page
    assert "data-nothing-yet" not in client.get("/review").text
    assert "data-nothing-yet" not in client.get("/review?which=disputed").text, "none of these, but a job"


def test_a_jobs_page_says_how_many_uncertain_ones_are_settled(client: FlaskClient, job: str) -> None:
    def tile() -> str:
        text = client.get(f"/jobs/{job}/live").text
        return text.split('id="headline-uncertain"', 1)[1].split("</a>", 1)[0]

    assert '<span class="count numbers">2</span>' in tile()
    assert "settled" not in tile()
    for row in client.get(f"{API}/jobs/{job}/results").json["items"]:
        if row["confidence"] != 0.7:  # a sure one and one of the two that are not
            say(client, row["face_id"])
    assert '<span class="count numbers">2</span>' in tile()
    assert "1 settled" in tile()


@pytest.mark.parametrize("mode", ["one", "grid"])
def test_faces_with_flaws_can_be_left_out(client: FlaskClient, database: Database, mode: str) -> None:
    job = create_job(database, 3)
    end_in_turn(database, lambda image: sure(image, "male", 0.6, quality_flags="tiny"), doubtful, sure)
    page = client.get(f"/review?job={job}&mode={mode}&which=uncertain&order=unsure").text
    address = f"/review?quality_flag=none&job={job}&which=uncertain&order=unsure&mode={mode}"
    assert f'id="review-flawless" href="{address.replace("&", "&amp;")}"' in page
    without = client.get(address).text
    assert "Least certain first · without flaws" in without
    assert '<span id="review-open">1</span>' in without
    cards = client.get(address.replace("/review?", "/review/cards?desk=d&")).text
    assert len(re.findall(r'data-face="', cards)) == 1
    other_order = f"quality_flag=none&job={job}&which=uncertain&order=sure&mode={mode}"
    assert other_order.replace("&", "&amp;") in without, "it stays while one goes about"
    assert "review-flawless" not in client.get(f"/review?job={job}&which=sample&mode={mode}").text


@pytest.mark.parametrize("label", ["other", "\ud800", "", None, 5, ["female"]])
def test_a_word_that_is_none_is_refused(client: FlaskClient, job: str, label: object) -> None:
    assert problem(say(client, following(client), label), 400)["code"] == "invalid_label"


@pytest.mark.parametrize("note", ["a\0b", "\ud800", "\x1b[2J", "n" * 1001])
def test_a_note_that_cannot_be_kept_is_refused(client: FlaskClient, job: str, note: str) -> None:
    body = json.dumps({"label": "male", "note": note})  # which escapes what UTF-8 has no bytes for
    address = f"{API}/faces/{following(client)}/reviews"
    answer = client.post(address, data=body, content_type="application/json")
    assert problem(answer, 400)["code"] == "invalid_note"


def test_a_note_may_have_lines(client: FlaskClient, job: str) -> None:
    note = "A beard,\r\n\tI think: 🙂"
    answer = client.post(f"{API}/faces/{following(client)}/reviews", json={"label": "male", "note": note})
    assert (answer.status_code, answer.json["note"]) == (201, note)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("job=x", "invalid_job"),
        ("which=most", "invalid_which"),
        ("order=best", "invalid_order"),
        ("label=boy", "invalid_filter"),
        ("lable=male", "invalid_filter"),
        ("desk=" + "d" * 65, "invalid_desk"),
        ("desk=%00", "invalid_desk"),
    ],
)
def test_a_wrong_address_is_refused(client: FlaskClient, job: str, query: str, code: str) -> None:
    assert problem(client.get(f"{API}/review/next?{query}"), 400)["code"] == code


def test_the_page_holds_the_next_faces_and_says_why(client: FlaskClient, job: str) -> None:
    page = client.get(f"/review?job={job}").text
    assert '<span id="review-open">2</span>' in page
    cards = client.get(f"/review/cards?job={job}&limit=1")
    assert cards.headers["Browline-Open"] == "2"
    assert cards.text.count("<article") == 1
    assert "60\N{NARROW NO-BREAK SPACE}% male" in cards.text
    assert "under your 80" in cards.text
    face = following(client)
    again = client.get(f"/review/faces?face={face}&face={job}&face=x").text
    assert again.count("<article") == again.count(f'data-face="{face}"') == 1


def test_a_job_is_read_once_however_many_of_its_faces_are_asked_about(
    client: FlaskClient, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = list[str]()

    def counted(connection: Connection, account: str, asked: str) -> JobView:
        reads.append(asked)
        return get_job(connection, account, asked)

    monkeypatch.setattr(sys.modules["web.pages.review"], "get_job", counted)
    assert client.get("/review/cards?limit=9&which=all").text.count("<article") > 1
    assert reads == [job]


def test_a_grid_has_faces_of_one_label_and_all_of_them_unless_the_address_says(
    client: FlaskClient, job: str
) -> None:
    page = client.get(f"/review?job={job}&mode=grid").text
    assert '<span id="review-open">3</span>' in page
    assert "All faces · Surest first" in page
    first = client.get(f"/review/cards?job={job}&mode=grid&desk=d&limit=50").text
    assert "1 face that the model calls female" in first
    second = client.get(f"/review/cards?job={job}&mode=grid&desk=d&limit=50&fresh=true").text
    assert "2 faces that the model calls male" in second
    assert client.get(f"/review/cards?job={job}&mode=grid&desk=d&fresh=true").text.strip() == ""
    assert "70 %" in second
    of_one = client.get(f"/review/cards?job={job}&mode=grid&desk=e&label=male").text
    assert of_one.strip() == "", "another window has them"
    assert (
        problem(client.get("/review?mode=heap", headers={"Accept": "application/json"}), 400)["code"]
        == "invalid_mode"
    )


@pytest.mark.parametrize("mode", ["one", "grid"])
def test_a_random_sample_is_the_one_that_trust_counts(client: FlaskClient, job: str, mode: str) -> None:
    page = client.get(f"/review?job={job}&mode={mode}&min_confidence=0.9").text
    assert f'href="/review?job={job}&amp;which=sample&amp;mode={mode}"' in page
    rows = client.get(f"{API}/jobs/{job}/results").json["items"]
    drawn = sorted((row["face_id"] for row in rows), key=lambda face: face[RANDOM_FROM - 1 :])
    for query in ("which=sample", "which=all&order=random"):
        cards = client.get(f"/review/cards?job={job}&mode={mode}&limit=3&desk=d&{query}").text
        assert re.findall(r'data-face="([^"]+)"', cards) == drawn
    sampled = client.get(f"/review?job={job}&mode={mode}&which=sample").text
    assert f'href="/review?job={job}&amp;which=all&amp;order=unsure&amp;mode={mode}"' in sampled


def test_a_page_keeps_its_faces_and_frees_them(client: FlaskClient, job: str) -> None:
    def shown(desk: str) -> int:
        return client.get(f"/review/cards?job={job}&which=all&desk={desk}&limit=3").text.count("<article")

    faces = [row["face_id"] for row in client.get(f"{API}/jobs/{job}/results").json["items"]]
    assert shown("d") == 3
    say(client, faces[0])
    kept = client.post("/review/keep?desk=d", json={"faces": [*faces, "x", 5]}).json["faces"]
    assert set(kept) == set(faces[1:])
    assert shown("e") == 0
    cards = [client.get(f"/review/cards?job={job}&which=all&desk={desk}") for desk in "de"]
    held = [each.headers["Browline-Held"] for each in cards]
    assert held == ["0", "2"], "what another tab has open is told to this one"
    assert client.post("/review/free?desk=d", json={"faces": faces[:2]}).status_code == 204
    assert shown("e") == 1
    for body in ({"faces": "x"}, {"faces": faces * 200}, [], None):
        answer = client.post("/review/keep?desk=d", json=body, headers={"Accept": "application/json"})
        assert problem(answer, 400)["code"] == "invalid_list"


@pytest.mark.parametrize(("many", "words"), [(1, "1+"), (2, "2")])
def test_a_job_says_how_many_up_to_many(
    client: FlaskClient, job: str, many: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys.modules["web.pages.job"], "MANY", many
    )  # the package has a blueprint of this name
    assert f"Review {words} uncertain" in client.get(f"/jobs/{job}").text


def test_who_only_asks_for_the_head_keeps_nothing(client: FlaskClient, job: str) -> None:
    for path in (f"{API}/review/next", "/review/cards"):
        assert client.head(f"{path}?desk=other&limit=50").status_code == 200
    assert client.get("/review/cards?desk=mine").text.count("<article") == 2


@pytest.mark.parametrize("many", [0, 51])
def test_nobody_keeps_more_than_fifty_at_once(client: FlaskClient, job: str, many: int) -> None:
    assert problem(client.get(f"/review/cards?limit={many}"), 400)["code"] == "invalid_limit"


def test_trust_grows_with_the_sample(client: FlaskClient, stranger: FlaskClient, job: str) -> None:
    address = f"/jobs/{job}/trust"
    assert "Not known yet" in client.get(address).text
    for _ in range(3):
        assert say(client, following(client, f"job={job}&which=sample"), "male").status_code == 201
    page = client.get(address).text
    assert "3 faces of the sample are settled." in page
    assert "66.7\N{NARROW NO-BREAK SPACE}%" in page  # the sure one was called female
    assert stranger.get(address).status_code == 404


def test_every_page_of_a_reviewer_can_say_how_many_wait(
    client: FlaskClient, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 'id="waiting"' in client.get("/").text
    answer = client.get("/review/waiting")
    assert answer.json == {"shown": "2", "words": "2 faces wait"}
    assert answer.headers["Cache-Control"] == "private, max-age=20"
    monkeypatch.setattr(sys.modules["web.pages.waiting"], "MANY", 1)
    assert client.get("/review/waiting").json["shown"] == "1+"
    for _ in range(2):
        say(client, following(client))
    assert client.get("/review/waiting").json == {"shown": "", "words": ""}
