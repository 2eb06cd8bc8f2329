"""Agreement of a job's reviewers, from the words that they said."""

import pytest
from sqlalchemy import select

from core.database import Database
from core.jobs.reviewers import add_reviewer
from core.reviews.agreement import agreement
from core.reviews.ask import set_opinions
from core.reviews.types import Reviewer
from core.reviews.undo import take_back
from core.reviews.write import add_review
from core.tables import Result
from tests.support.factories import create_account, create_job, doubtful, end_in_turn

FACES = 6


@pytest.fixture
def job(database: Database) -> str:
    made = create_job(database, FACES)
    end_in_turn(database, *[doubtful] * FACES)
    owner = create_account(database)
    with database.write() as connection:
        set_opinions(connection, owner, made, 2)
    return made


def people(database: Database, job: str) -> dict[str, Reviewer]:
    found, owner = {}, create_account(database)
    for name in ("ada", "ben", "cleo"):
        found[name] = Reviewer(create_account(database, name, "reviewer"), name, "window")
        with database.write() as connection:
            add_reviewer(connection, owner, job, name)
    return found


def faces_of(database: Database, job: str) -> list[str]:
    with database.read() as connection:
        faces = select(Result.id).where(Result.job_id == job).order_by(Result.id)
        return list(connection.execute(faces).scalars())


def test_two_people_have_cohens_kappa_whoever_spoke_first(database: Database, job: str) -> None:
    """Called alike 4 of 6: [[2, 1], [1, 2]], so kappa is (4/6 - 1/2) / (1/2)."""
    who, faces = people(database, job), faces_of(database, job)
    with database.read() as connection:
        assert agreement(connection, job) is None
    said = {"ada": "ffmmfm", "ben": "ffmmmf"}
    for place, face in enumerate(faces):
        for name in sorted(said, reverse=place % 2 == 0):
            with database.write() as connection:
                add_review(connection, who[name], face, {"f": "female", "m": "male"}[said[name][place]])
    with database.write() as connection:  # words that do not count
        add_review(connection, who["cleo"], faces[4], "unclear", decides=True)
        add_review(connection, who["ada"], faces[0], "unclear")
        take_back(connection, who["ada"])
    with database.read() as connection:
        found = agreement(connection, job)
    assert found is not None
    assert (found.method, found.faces, found.unanimous.hits, found.disputed) == ("cohen", 6, 4, 1)
    assert found.kappa.value == pytest.approx(1 / 3)
    (couple,) = found.couples
    assert (couple.first, couple.second) == ("ada", "ben")
    assert couple.pairs == {
        ("female", "female"): 2, ("male", "male"): 2, ("female", "male"): 1, ("male", "female"): 1,
    }  # fmt: skip


def test_more_people_have_fleiss_kappa_and_each_couple_its_own(database: Database, job: str) -> None:
    who, faces = people(database, job), faces_of(database, job)
    for face, label in zip(faces, ("female", "male", "female"), strict=False):
        for name in ("ada", "ben"):
            with database.write() as connection:
                add_review(connection, who[name], face, label)
    for name, label in (("ada", "male"), ("cleo", "female")):
        with database.write() as connection:
            add_review(connection, who[name], faces[3], label)
    with database.read() as connection:
        found = agreement(connection, job)
    assert found is not None
    assert (found.method, found.faces, found.unanimous.hits) == ("fleiss", 4, 3)
    assert found.kappa.value == pytest.approx((3 / 4 - (25 + 9) / 64) / (1 - (25 + 9) / 64))
    assert [(one.first, one.second, one.alike.hits, one.alike.n) for one in found.couples] == [
        ("ada", "ben", 3, 3),
        ("ada", "cleo", 0, 1),
    ]
