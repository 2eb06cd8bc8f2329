"""The random sample of a job: a fixed order, counted as far as everything in it is settled."""

import pytest
from sqlalchemy import select, update

from core.database import Database
from core.results.tally import of_job
from core.reviews.queue import Question
from core.reviews.sample import settled_sample
from core.reviews.take import take_faces
from core.reviews.types import Reviewer
from core.reviews.undo import take_back
from core.reviews.write import add_review
from core.tables import Result
from tests.support.factories import create_account, create_job, end_in_turn, faceless, sure


@pytest.fixture
def who(database: Database) -> Reviewer:
    return Reviewer(create_account(database), "owner", "window")


@pytest.fixture
def job(database: Database) -> str:
    made = create_job(database, 13)
    ways = [lambda image, c=c: sure(image, "male", c / 100) for c in range(60, 84, 2)]
    end_in_turn(database, *ways, faceless)
    return made


def order(database: Database, who: Reviewer, job: str) -> list[str]:
    rows = take_faces(database, who, Question(job, "sample"), 100)
    return [str(row.face_id) for row in rows]


def say(database: Database, who: Reviewer, face: str, label: str = "male") -> None:
    with database.write() as connection:
        add_review(connection, who, face, label)


def settled(database: Database, job: str) -> list[str]:
    with database.read() as connection:
        return [face.said for face in settled_sample(connection, of_job(connection, job))]


def test_it_grows_face_by_face_and_has_no_holes(database: Database, who: Reviewer, job: str) -> None:
    faces = order(database, who, job)
    assert len(faces) == 12
    assert faces != sorted(faces), "the order of their coming would be no random one"
    assert settled(database, job) == []
    say(database, who, faces[1], "unclear")
    assert settled(database, job) == [], "before it one is open: it may have been chosen"
    say(database, who, faces[0])
    assert settled(database, job) == ["male", "unclear"]
    assert order(database, who, job) == faces[2:]
    for face in faces[2:]:
        say(database, who, face, "female")
    assert settled(database, job) == ["male", "unclear", *["female"] * 10]
    with database.write() as connection:
        take_back(connection, who)
    assert len(settled(database, job)) == 11


@pytest.mark.parametrize("near", [0, 1, 5, 6, 12])
def test_it_is_the_same_whether_an_index_has_its_end_in_sight(
    database: Database, who: Reviewer, job: str, near: int
) -> None:
    """So many of its 12 faces are in the first 64th of the order, and the first 5 are settled."""
    with database.write() as connection:
        faces = connection.execute(select(Result.id).where(Result.label.is_not(None))).scalars().all()
        for place, face in enumerate(faces):
            chance = f"{'80' if place < near else '8f'}{place:02x}"
            named = f"{face[:19]}{chance}{face[23:]}"
            connection.execute(update(Result).where(Result.id == face).values(id=named))
    faces = order(database, who, job)
    for face in faces[:5]:
        say(database, who, face)
    say(database, who, faces[8], "female")
    assert settled(database, job) == ["male"] * 5
