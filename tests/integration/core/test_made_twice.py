"""The fault tests' counter sees what was made twice."""

from core.database import Database
from tests.faults.twice import made_twice
from tests.support.factories import create_image, create_job


def counted(database: Database, *jobs: str) -> int:
    with database.read() as connection:
        return made_twice(connection, jobs)


def test_what_was_made_once_counts_nothing(database: Database) -> None:
    jobs = [create_job(database, [create_image(f"{n}-{mark}.jpg") for n in range(3)]) for mark in "ab"]
    assert counted(database, *jobs) == 0


def test_a_job_that_was_made_twice_counts_with_all_its_images(database: Database) -> None:
    names = [f"{n}.jpg" for n in range(3)]
    known, _ = (create_job(database, [create_image(name) for name in names]) for _ in range(2))
    create_job(database, [create_image("other.jpg")])
    assert counted(database, known) == 3


def test_an_image_that_was_made_twice_in_its_job_counts(database: Database) -> None:
    job = create_job(database, [create_image("a.jpg"), create_image("a.jpg"), create_image("b.jpg")])
    assert counted(database, job) == 1
