"""The pages of trust: numbers from reviews that are known, their drawings, and what a threshold leaves."""

import html
import json
import re
from collections.abc import Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update

from core.clock import utc_now
from core.database import Database
from core.ids import new_id
from core.jobs.drawn import mark_drawn
from core.results.thresholds import STEPS
from core.reviews.sample import by_chance
from core.reviews.types import Reviewer
from core.reviews.write import add_review
from core.tables import Image, Result, Track, Video
from tests.support.factories import create_job, end_in_turn, sure
from tests.support.forms import API, problem
from web.pages.jobs import FEW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FILM = {
    "filename": "film.mp4", "sha256": "0" * 64, "kind": "mp4", "blob": "job/film", "blob_length": 1,
    "every": 1.0, "state": "classified", "created_at": utc_now(),
}  # fmt: skip
PERSON = {
    "number": 1, "first_seconds": 0.0, "last_seconds": 3.0, "frames": 4, "label": "male", "confidence": 0.9,
    "p_female": 0.1, "p_male": 0.9,
}  # fmt: skip
CONFIDENCES = [0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99]


@pytest.fixture
def job(database: Database, owner: str) -> str:
    """Ten men of rising confidence, one of them dark, which the job doubts; it asks for 80 %."""
    made = create_job(database, len(CONFIDENCES), threshold=0.8, uncertain_flags=("dark",))
    ways = [
        lambda image, c=c: sure(image, "male", c, quality_flags="dark" if c == 0.95 else "")
        for c in CONFIDENCES
    ]
    end_in_turn(database, *ways)
    return made


def settle(database: Database, owner: str, job: str, words: Sequence[str]) -> list[float]:
    """Say these words of the first faces of the random order; their confidences."""
    with database.write() as connection:
        rows = connection.execute(
            select(Result.id, Result.confidence).where(Result.job_id == job).order_by(by_chance())
        ).all()
        for row, word in zip(rows, words, strict=False):
            add_review(connection, Reviewer(owner, "owner"), row.id, word)
    return [row.confidence for row in rows[: len(words)]]


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text.replace("\N{NARROW NO-BREAK SPACE}", " ")


def steps_of(text: str) -> dict[float, Any]:
    found = re.search(r'data-steps="([^"]*)"', text)
    assert found
    return {step[0]: step[1:] for step in json.loads(html.unescape(found[1]))}


def test_before_anybody_has_said_anything_it_says_what_to_do(client: FlaskClient, job: str) -> None:
    text = text_of(client, f"/jobs/{job}/trust")
    assert "Not known yet" in text
    assert "10 faces are left, and all of them have to be settled" in text
    assert f'href="/review?job={job}&amp;which=sample"' in text
    assert "Start the audit" in text
    assert 'id="chart-reliability"' not in text
    assert 'id="chart-histogram"' in text


def test_the_slider_knows_what_every_step_leaves(client: FlaskClient, job: str) -> None:
    steps = steps_of(text_of(client, f"/jobs/{job}/trust"))
    assert set(steps) == {step / 1000 for step in STEPS}
    for threshold, (left, *right) in steps.items():
        assert left == sum(c < threshold or c == 0.95 for c in CONFIDENCES), threshold
        assert right == []
    assert steps == steps_of(text_of(client, f"/jobs/{job}/threshold"))


def test_a_threshold_between_two_steps_is_one_too(client: FlaskClient, job: str) -> None:
    client.patch(f"{API}/jobs/{job}", json={"threshold": 0.9532})
    text = text_of(client, f"/jobs/{job}/trust")
    assert steps_of(text)[0.9532] == [9]
    assert 'id="threshold-value">95.32 %<' in text


def test_what_people_said_is_on_the_page(
    client: FlaskClient, database: Database, owner: str, job: str
) -> None:
    sample = settle(database, owner, job, ["male", "male", "female", "unclear"])
    text = text_of(client, f"/jobs/{job}/trust")
    assert '<p class="large numbers" id="accuracy">66.7 %</p>' in text
    assert '<p class="large numbers" id="reviewed">66.7 %</p>' in text
    assert "95 % interval 20.8 % to 93.9 %" in text  # Wilson's of two in three
    assert "4 faces of the sample are settled." in text
    assert "The share is of the 3 that people called female or male." in text
    assert "4 of 10 faces are reviewed." in text
    kept = steps_of(text)[0.5]
    told = [(c, right) for c, right in zip(sample, (1, 1, 0), strict=False) if c != 0.95]
    assert kept[1] == pytest.approx(sum(right for _, right in told) / len(told))
    assert "Go on with the audit" in text
    for name in ("reliability", "answered", "histogram"):
        drawn = text.split(f'id="chart-{name}"', 1)[1].split("</figure>", 1)[0]
        assert "<svg" in drawn
        assert "The numbers behind it" in drawn
    assert 'id="confusion-sampled"' in text


def test_no_style_stands_in_the_page(client: FlaskClient, database: Database, owner: str, job: str) -> None:
    settle(database, owner, job, ["male"] * 5)
    for address in (f"/jobs/{job}/trust", "/trust", f"/jobs/{job}/threshold"):
        assert " style=" not in client.get(address).text


def test_all_jobs_are_put_together_by_their_faces(
    client: FlaskClient, stranger: FlaskClient, database: Database, owner: str, job: str
) -> None:
    small = create_job(database, 2)
    end_in_turn(database, sure, sure)
    settle(database, owner, job, ["male"] * 5)
    settle(database, owner, small, ["male"])
    text = text_of(client, "/trust")
    assert '<p class="large numbers" id="accuracy">83.3 %</p>' in text  # (10 × 1 + 2 × 0) / 12
    assert "The samples are of 2 jobs, each counted by its faces, 12 in all" in text
    assert "6 of 12 faces are reviewed." in text
    assert '<a href="/model?version=test-1">test-1</a>' in text
    assert "threshold-form" not in text
    assert 'id="why-other"' in text
    with database.write() as connection:
        mark_drawn(connection, small)
    text = text_of(client, "/trust")
    assert 'id="drawn"' in text
    assert 'id="drawn"' not in text_of(stranger, "/trust")
    assert '<p class="large numbers" id="accuracy">100.0 %</p>' in text
    assert "5 of 10 faces are reviewed." in text
    assert "means nothing for faces of people" in text_of(client, f"/jobs/{small}/trust")
    assert 'id="drawn"' not in text_of(client, f"/jobs/{job}/trust")


def test_a_person_of_a_video_counts_once_where_people_are_asked(
    client: FlaskClient, database: Database, owner: str, job: str
) -> None:
    assert "people-once" not in text_of(client, "/trust")
    with database.write() as connection:
        faces = connection.execute(select(Result.id, Result.image_id).where(Result.job_id == job)).all()
        film, person = new_id(), new_id()
        connection.execute(insert(Video).values(id=film, job_id=job, **FILM))
        track = PERSON | {"id": person, "job_id": job, "video_id": film, "best_face_id": faces[0].id}
        connection.execute(insert(Track).values(track))
        shown = Result.id.in_([face.id for face in faces[:4]])
        connection.execute(update(Result).where(shown).values(track_id=person))
    for address in ("/trust", f"/jobs/{job}/trust"):
        text = text_of(client, address)
        assert "these are 7 of all 10 faces" in text.split('id="people-once"', 1)[1]
        assert "7 faces are left, and all of them have to be settled" in text
        assert "0 of 10 faces are reviewed." in text


def test_the_list_counts_the_people_of_a_video_as_its_own_page_does(
    client: FlaskClient, database: Database, owner: str, job: str
) -> None:
    in_the_list = r'<span class="word uncertain"[^>]*>([^<]*)<'
    assert re.findall(in_the_list, text_of(client, "/jobs/list")) == ["6 uncertain faces"]
    with database.write() as connection:
        four = connection.execute(
            select(Result.id, Result.image_id)
            .where(Result.job_id == job)
            .order_by(Result.confidence)
            .limit(4)
        ).all()
        film, person = new_id(), new_id()
        connection.execute(insert(Video).values(id=film, job_id=job, tracked_at=utc_now(), **FILM, sampled=4))
        track = PERSON | {"id": person, "job_id": job, "video_id": film, "best_face_id": four[0].id}
        connection.execute(insert(Track).values(track | {"confidence": 0.6}))
        for place, face in enumerate(four):
            of_video = {"video_id": film, "frame_index": place}
            connection.execute(update(Image).where(Image.id == face.image_id).values(of_video))
            connection.execute(update(Result).where(Result.id == face.id).values(track_id=person))
    page = re.search(r'id="headline-uncertain".*?numbers">(\d+)<', text_of(client, f"/jobs/{job}"), re.S)
    assert page
    assert page[1] == "3", "the person, one face that is theirs alone, and the dark one"
    assert re.findall(in_the_list, text_of(client, "/jobs/list")) == ["3 uncertain"]
    settle(database, owner, job, ["male"] * 10)
    assert "uncertain, still open" not in text_of(client, "/jobs/list")
    assert "people are counted on its page" not in text_of(client, "/jobs/list")
    with database.write() as connection:
        more = [track | {"id": new_id(), "number": number} for number in range(2, FEW + 2)]
        connection.execute(insert(Track), more)
    text = text_of(client, "/jobs/list")
    assert "people are counted on its page" in text
    assert re.findall(in_the_list, text) == []


def test_days_are_compared_where_there_are_several(client: FlaskClient, database: Database, job: str) -> None:
    assert "decisions-by-day" not in text_of(client, f"/jobs/{job}/trust")
    with database.write() as connection:
        first = connection.execute(
            select(Result.id).where(Result.job_id == job).order_by(Result.confidence).limit(1)
        ).scalar_one()
        day = utc_now().replace(year=2026, month=1, day=2)
        other = utc_now().replace(year=2026, month=1, day=3)
        connection.execute(update(Result).where(Result.job_id == job).values(classified_at=other))
        connection.execute(update(Result).where(Result.id == first).values(classified_at=day))
    text = text_of(client, f"/jobs/{job}/trust")
    table = text.split('id="decisions-by-day-behind"', 1)[1].split("</table>", 1)[0]
    rows = re.findall(r'<tr><th scope="row">([^<]*)</th>(.*?)</tr>', table)
    assert [(day, re.findall(r">([^<>]+)<", cells)) for day, cells in rows] == [
        ("2026-01-02", ["1", "0.0 %", "0.0 %", "100.0 %"]),
        ("2026-01-03", ["9", "0.0 %", "44.4 %", "55.6 %"]),
    ]


def test_a_saved_threshold_changes_the_numbers(client: FlaskClient, job: str) -> None:
    before = client.get(f"/jobs/{job}/trust/numbers")
    tag = {"If-None-Match": before.headers["ETag"]}
    assert client.get(f"/jobs/{job}/trust/numbers", headers=tag).status_code == 304
    client.patch(f"{API}/jobs/{job}", json={"threshold": 0.9})
    assert client.get(f"/jobs/{job}/trust/numbers", headers=tag).status_code == 200


def test_without_faces_there_is_nothing_to_trust(client: FlaskClient, database: Database) -> None:
    assert "No faces yet" in text_of(client, "/trust")
    empty = create_job(database, 1)
    assert "No faces yet" in text_of(client, f"/jobs/{empty}/trust")
    assert steps_of(text_of(client, f"/jobs/{empty}/threshold"))[0.9] == [0]


def test_nobody_elses_job_is_shown(stranger: FlaskClient, job: str) -> None:
    for part in ("trust", "trust/numbers", "threshold"):
        assert problem(stranger.get(f"/jobs/{job}/{part}"), 404)["code"] == "not_found"
    assert "No faces yet" in text_of(stranger, "/trust")
