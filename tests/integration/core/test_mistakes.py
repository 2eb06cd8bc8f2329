"""Faces on which people saw something else than the model: the surest first, an account's own."""

from sqlalchemy import select

from core.database import Database
from core.reviews.mistakes import mistakes
from core.reviews.types import Reviewer
from core.reviews.write import add_review
from core.tables import Result
from tests.support.factories import MODEL, create_account, create_job, end_in_turn, sure


def said(database: Database, owner: str, *words: str) -> list[str]:
    """Faces of men of 60 %, 70 % and on, of which these words are said; their ids."""
    job = create_job(database, len(words), owner=owner)
    end_in_turn(database, *(lambda image, c=c: sure(image, "male", 0.6 + c / 10) for c in range(len(words))))
    who = Reviewer(create_account(database, owner), owner)
    with database.write() as connection:
        query = select(Result.id).where(Result.job_id == job).order_by(Result.confidence)
        faces = list(connection.execute(query).scalars())
        for face, word in zip(faces, words, strict=True):
            if word:
                add_review(connection, who, face, word)
    return faces


def found(database: Database, version: str = MODEL, limit: int = 10, owner: str = "owner") -> list[str]:
    account = create_account(database, owner)
    with database.read() as connection:
        return [str(row.face_id) for row in mistakes(connection, account, version, limit)]


def test_the_surest_come_first_and_what_is_right_or_unclear_never(database: Database) -> None:
    faces = said(database, "owner", "female", "male", "unclear", "female")
    said(database, "stranger", "female")
    assert found(database) == [faces[3], faces[0]]
    assert found(database, limit=1) == [faces[3]]
    assert found(database, "another") == []


def test_a_face_of_which_much_was_said_is_one_mistake(database: Database) -> None:
    (face,) = said(database, "owner", "female")
    who = Reviewer(create_account(database), "owner")
    with database.write() as connection:
        add_review(connection, who, face, "female")
    assert found(database) == [face]
    with database.write() as connection:
        add_review(connection, who, face, "male")
    assert found(database) == []
