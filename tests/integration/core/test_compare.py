"""A job that classifies another's images again knows where the two models differ, and asks about it first."""

import pytest
from sqlalchemy import delete

from core.blobs import BlobRef, PackCopy
from core.database import Database
from core.errors import Conflict
from core.ids import new_id
from core.jobs.actions import cancel_job, delete_job, retry_job
from core.jobs.again import create_again, held_images
from core.results.filters import ResultFilter
from core.results.page import results_page
from core.results.row import ResultRow
from core.reviews.compare import Comparisons
from core.reviews.queue import Question, count_open
from core.reviews.take import take_faces
from core.reviews.types import Reviewer
from core.tables import Image
from core.work.types import ClaimedImage, Face, Outcome
from tests.support.factories import (
    create_account,
    create_image,
    create_job,
    crowd,
    doubtful,
    end_in_turn,
    faceless,
    failed,
    read_job,
    sure,
)


def again(database: Database, old: str) -> str:
    job, owner = new_id(), create_account(database)
    with database.write() as connection:
        packs = dict.fromkeys(held_images(connection, owner, old).packs, PackCopy(f"{job}/pack", 10))
        create_again(connection, owner, job, old, packs)
    return job


def compare(database: Database, seconds: float = 60) -> int:
    return Comparisons(database).go_on(seconds)


def rows(database: Database, job: str) -> list[ResultRow]:
    with database.read() as connection:
        return results_page(connection, job, ResultFilter(), 100).items


def asked(database: Database, job: str) -> list[str | None]:
    """The names of the images whose faces are asked about, in their order."""
    who = Reviewer(create_account(database), "owner", "desk")
    return [row.filename for row in take_faces(database, who, Question(job, "disagreement"), 50)]


def male(confidence: float):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return lambda image: sure(image, "male", confidence)


def test_the_same_images_wait_in_their_order(database: Database) -> None:
    images = [create_image(f"{n}.jpg", blob=BlobRef("old/a", n, 10 + n), width=n + 1) for n in range(3)]
    old = create_job(database, images, threshold=0.7, uncertain_flags=("blurred",))
    end_in_turn(database, sure, failed, faceless)
    job = read_job(database, again(database, old))
    assert (job.state, job.counts.waiting, job.threshold, job.uncertain_flags, job.again_of, job.name) == (
        "waiting", 3, 0.7, "blurred", old, "Test (again)",
    )  # fmt: skip
    end_in_turn(database, sure, sure, sure)
    found = [(row.filename, row.width) for row in rows(database, job.id)]
    assert found == [("0.jpg", 1), ("1.jpg", 2), ("2.jpg", 3)]
    twice = read_job(database, again(database, job.id))
    assert (twice.name, twice.again_of) == ("Test (again)", job.id)


def test_the_most_surely_contradicted_comes_first(database: Database) -> None:
    old = create_job(database, 5)
    end_in_turn(database, sure, sure, sure, faceless, doubtful)
    job = again(database, old)
    assert read_job(database, job).changed is None
    assert compare(database) == 0
    end_in_turn(database, male(0.7), male(0.9), sure, sure, doubtful)
    assert read_job(database, job).changed is None
    assert compare(database) == 1
    assert read_job(database, job).changed == 2
    assert read_job(database, old).changed is None
    assert asked(database, job) == ["001.jpg", "000.jpg", "003.jpg"]
    earlier = [
        (row.earlier_label, row.earlier_confidence, row.earlier_version) for row in rows(database, job)
    ]
    was = ("female", 0.95, "test-1")
    assert earlier == [was, was, *[(None, None, None)] * 3]
    assert compare(database) == 0


def test_faces_of_one_picture_are_told_apart_by_their_boxes(database: Database) -> None:
    def moved(image: ClaimedImage) -> Outcome:
        boxes = (((11, 11, 28, 28), "female"), ((8, 9, 52, 50), "male"), ((90, 9, 40, 40), "female"))
        faces = [Face(box, label, 0.8, 0.8, 0.2, 0.8) for box, label in boxes]
        return Outcome(image.id, image.job_id, faces, finder_version="finder-1")

    old = create_job(database, 1)
    end_in_turn(database, crowd)
    job = again(database, old)
    end_in_turn(database, moved)
    compare(database)
    assert [row.earlier_label for row in rows(database, job)] == ["male", None, None]
    assert read_job(database, job).changed == 1
    assert len(asked(database, job)) == 2  # the other is a face that was not there before


def test_a_retry_is_compared_again(database: Database) -> None:
    old = create_job(database, 2)
    end_in_turn(database, sure, sure)
    job = again(database, old)
    end_in_turn(database, male(0.9), failed)
    compare(database)
    owner = create_account(database)
    with database.write() as connection:
        retry_job(connection, owner, job)
    end_in_turn(database, male(0.9))
    assert compare(database) == 1
    assert read_job(database, job).changed == 2


def test_without_the_old_job_nothing_is_said(database: Database) -> None:
    old = create_job(database, 1)
    end_in_turn(database, sure)
    job = again(database, old)
    owner = create_account(database)
    with database.write() as connection:
        delete_job(connection, owner, old)
    end_in_turn(database, male(0.9))
    assert compare(database) == 0
    assert (read_job(database, job).changed, asked(database, job)) == (None, [])


def test_of_an_image_that_was_deleted_nothing_is_said(database: Database) -> None:
    old = create_job(database, 2)
    end_in_turn(database, sure, sure)
    job = again(database, old)
    gone = rows(database, old)[0]
    with database.write() as connection:
        connection.execute(delete(Image).where(Image.id == gone.image_id))
    end_in_turn(database, male(0.8), male(0.9))
    assert compare(database) == 1
    assert asked(database, job) == ["001.jpg"]


def test_a_retry_of_the_old_job_is_compared_too(database: Database) -> None:
    """What an image that had failed says now takes the place of its having been silent."""
    old, owner = create_job(database, 3), create_account(database)
    end_in_turn(database, failed, failed, sure)
    job = again(database, old)
    end_in_turn(database, male(0.9), male(0.9), male(0.9))
    assert compare(database) == 1
    assert [row.earlier_label for row in rows(database, job)] == [None, None, "female"]
    with database.write() as connection:
        retry_job(connection, owner, old)
    assert compare(database) == 0
    end_in_turn(database, male(0.9), sure)
    assert compare(database) == 1
    assert [row.earlier_label for row in rows(database, job)] == [None, "female", "female"]
    assert asked(database, job) == ["001.jpg", "002.jpg"]
    assert compare(database) == 0


def test_other_jobs_have_no_disagreement(database: Database) -> None:
    create_job(database, 2)
    end_in_turn(database, sure, doubtful)
    owner = create_account(database)
    with database.read() as connection:
        assert count_open(connection, owner, Question(which="disagreement")) == 0
        assert count_open(connection, owner, Question(which="all", order="disagreement")) == 2


def test_what_is_not_done_is_refused(database: Database) -> None:
    owner, empty, stopped = create_account(database), create_job(database, 0), create_job(database, 1)
    with database.write() as connection:
        cancel_job(connection, owner, stopped)
    working = create_job(database, 1)
    found = {}
    for job in (empty, stopped, working):
        with database.read() as connection, pytest.raises(Conflict) as refused:
            held_images(connection, owner, job)
        found[job] = refused.value.code
    assert found == {empty: "no_images", stopped: "job_cancelled", working: "job_not_done"}


def test_images_that_came_meanwhile_are_no_half_job(database: Database) -> None:
    old = create_job(database, 1)
    end_in_turn(database, sure)
    owner = create_account(database)
    with database.write() as connection, pytest.raises(Conflict, match="more images"):
        create_again(connection, owner, new_id(), old, {"another/pack": PackCopy("x/pack", 10)})


def test_what_takes_long_goes_on_where_it_was(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.reviews.compare.CHUNK", 2)
    old = create_job(database, 5)
    end_in_turn(database, *[sure] * 5)
    job = again(database, old)
    end_in_turn(database, *[male(0.9)] * 5)
    comparisons = Comparisons(database)
    assert [comparisons.go_on(0) for _ in range(4)] == [0, 0, 0, 1]
    assert read_job(database, job).changed == 5
