"""Which rows a filter keeps, alone and together."""

from collections.abc import Callable

import pytest

from core.database import Database
from core.results.filters import ResultFilter
from core.results.page import count_results, results_page, told
from core.work.types import ClaimedImage, Outcome
from tests.support.factories import (
    create_image,
    create_job,
    doubtful,
    end_in_turn,
    faceless,
    failed,
    mark_reviewed,
    sure,
    talked_about,
)

Way = Callable[[ClaimedImage], Outcome]


def kept(database: Database, job_id: str, **words: object) -> list[str]:
    chosen = ResultFilter(**words)  # type: ignore[arg-type]
    with database.read() as connection:
        rows = results_page(connection, job_id, chosen, 100).items
        assert count_results(connection, job_id, chosen) == len(rows)
    return [row.filename for row in rows]


@pytest.fixture(scope="module")
def database(lasting_database: Database) -> Database:
    return lasting_database


@pytest.fixture(scope="module")
def job(database: Database) -> str:
    """A job that shows every end: a sure woman, a sure man, an uncertain man, no face, a failure."""
    names = ("woman.jpg", "Man.JPG", "perhaps_100%.jpg", "wall.jpg", "broken.jpg")
    made = create_job(database, [create_image(name) for name in names])
    end_in_turn(database, sure, lambda image: sure(image, "male", 0.9), doubtful, faceless, failed)
    return made


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ({}, ["woman.jpg", "Man.JPG", "perhaps_100%.jpg", "wall.jpg", "broken.jpg"]),
        ({"label": "female"}, ["woman.jpg"]),
        ({"label": "male"}, ["Man.JPG", "perhaps_100%.jpg"]),
        ({"status": "classified"}, ["woman.jpg", "Man.JPG", "perhaps_100%.jpg"]),
        ({"status": "no_face"}, ["wall.jpg"]),
        ({"status": "failed"}, ["broken.jpg"]),
        ({"decision": "female"}, ["woman.jpg"]),
        ({"decision": "male"}, ["Man.JPG"]),
        ({"decision": "uncertain"}, ["perhaps_100%.jpg"]),
        ({"min_confidence": 0.9}, ["woman.jpg", "Man.JPG"]),
        ({"max_confidence": 0.9}, ["Man.JPG", "perhaps_100%.jpg"]),
        ({"min_confidence": 0.7, "max_confidence": 0.92}, ["Man.JPG"]),
        ({"filename": "man"}, ["woman.jpg", "Man.JPG"]),
        ({"filename": "100%"}, ["perhaps_100%.jpg"]),
        ({"filename": "_"}, ["perhaps_100%.jpg"]),
        ({"filename": "nowhere"}, []),
        ({"label": "male", "filename": "man"}, ["Man.JPG"]),
        ({"status": "failed", "label": "male"}, []),
        ({"reviewed": True}, []),
    ],
)
def test_a_filter_keeps_its_rows(
    database: Database, job: str, words: dict[str, object], names: list[str]
) -> None:
    assert kept(database, job, **words) == names


def test_reviewed_rows_are_told_apart(database: Database) -> None:
    images = [create_image("reviewed.jpg"), create_image("open.jpg")]
    job = create_job(database, images)
    end_in_turn(database, sure, sure)
    mark_reviewed(database, images[0].id)
    assert kept(database, job, reviewed=True) == ["reviewed.jpg"]
    assert kept(database, job, reviewed=False) == ["open.jpg"]


def test_names_are_compared_case_aside_in_every_alphabet(database: Database) -> None:
    job = create_job(database, [create_image("ÄRZTIN.jpg")])
    end_in_turn(database, sure)
    assert kept(database, job, filename="ärztin") == ["ÄRZTIN.jpg"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ({"age_group": "70+"}, ["described.jpg"]),
        ({"age_group": "30-39"}, ["younger.jpg"]),
        ({"mask": "worn"}, ["described.jpg"]),
        ({"mask": "none"}, ["younger.jpg"]),
        ({"quality_flag": "blurred"}, ["described.jpg"]),
        ({"quality_flag": "tiny"}, ["described.jpg", "younger.jpg"]),
        ({"quality_flag": "turned"}, []),
        ({"quality_flag": "none"}, ["plain.jpg"]),
        ({"quality_flag": "tiny", "mask": "none"}, ["younger.jpg"]),
    ],
)
def test_what_else_was_said_can_be_asked_for(
    database: Database, words: dict[str, object], names: list[str]
) -> None:
    made = create_job(database, [create_image(f"{name}.jpg") for name in ("described", "younger", "plain")])
    younger = {"age_group": "30-39", "age_confidence": 0.5, "mask": "none", "quality_flags": "tiny"}
    end_in_turn(database, talked_about, lambda image: sure(image, **younger), sure)
    assert kept(database, made, **words) == names


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ((sure, talked_about), {"age_group", "mask"}),
        ((talked_about, sure), set()),
        ((talked_about, failed), {"age_group", "mask"}),
        ((failed, failed), set()),
    ],
    ids=["the newest says all", "the newest says gender alone", "the newest failed", "none has a face"],
)
def test_the_newest_face_tells_what_the_model_says(
    database: Database, ways: tuple[Way, Way], expected: set[str]
) -> None:
    job = create_job(database, 2)
    end_in_turn(database, *ways)
    with database.read() as connection:
        assert told(connection, job) == expected


def test_another_jobs_rows_stay_out(database: Database, job: str) -> None:
    other = create_job(database, [create_image("other.jpg")])
    end_in_turn(database, sure)
    assert kept(database, other) == ["other.jpg"]
    assert "other.jpg" not in kept(database, job)


def test_the_decision_follows_the_jobs_threshold(database: Database) -> None:
    strict, lenient = create_job(database, 1, threshold=0.99), create_job(database, 1, threshold=0.5)
    end_in_turn(database, sure, sure)
    assert len(kept(database, strict, decision="uncertain")) == 1
    assert len(kept(database, lenient, decision="female")) == 1
