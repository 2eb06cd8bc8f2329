"""What the database counts of a job is what its rows say, whoever writes them, on whatever way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from core.audit.audit import audit_rows
from core.audit.types import Bounds
from core.clock import utc_now
from core.database import Database
from core.ids import new_id
from core.jobs.actions import cancel_job, delete_job, retry_job, set_threshold
from core.jobs.chosen import delete_chosen, retry_chosen
from core.jobs.create import add_images
from core.jobs.state import count_states, get_job
from core.labels import DECISIONS, FLAWLESS, QUALITY_FLAGS, STATUSES
from core.results.counted import count_uncertain
from core.results.filters import ResultFilter
from core.results.headcount import headcount
from core.results.page import count_results, stream_results
from core.results.row import ResultRow
from core.reviews.types import Reviewer, Word
from core.reviews.undo import take_back
from core.reviews.write import add_reviews
from core.tables import FaceCount, Job, Result
from core.work.claim import claim
from core.work.finish import finish
from core.work.release import give_back
from core.work.types import ClaimedImage, Face, Outcome
from tests.support.factories import (
    MODEL,
    create_account,
    create_image,
    create_job,
    crowd,
    doubtful,
    end_in_turn,
    faceless,
    failed,
    image_states,
    read_job,
    sure,
)


def check_sound(database: Database) -> None:
    with database.read() as connection:
        assert audit_rows(connection, Bounds()) == []


def group(image: ClaimedImage, *faces: tuple[float, str]) -> Outcome:
    """An image of several faces with these confidences and flags."""
    found = [
        Face((1, 2, 30, 40), "male", confidence, 1 - confidence, confidence, quality_flags=flags)
        for confidence, flags in faces
    ]
    return Outcome(image.id, image.job_id, found)


GROUPS: list[Callable[[ClaimedImage], Outcome]] = [
    lambda image: group(image, (0.99, ""), (0.7, "")),  # only a later face is uncertain
    lambda image: group(image, (0.7, ""), (0.99, "dark")),
    lambda image: group(image, (0.95, ""), (0.99, "dark"), (0.99, "dark tiny")),  # the surer have it
    lambda image: group(image, (0.95, ""), (0.95, "")),
    lambda image: group(image, (0.8531, "tiny"), (0.8529, "")),
    lambda image: group(image, (0.5, ""), (1.0, "blurred")),
    lambda image: group(image, (0.85, ""), (0.9899, ""), (0.99, "")),
]


def rows_of(database: Database, job: str, chosen: ResultFilter) -> list[ResultRow]:
    with database.read() as connection:
        return list(stream_results(connection, job, chosen))


@pytest.mark.parametrize("flags", [(), ("dark",), ("blurred", "tiny")])
def test_counts_are_those_of_the_rows_at_every_threshold(database: Database, flags: tuple[str, ...]) -> None:
    job = create_job(database, len(GROUPS) + 3, uncertain_flags=flags)
    end_in_turn(database, *GROUPS, sure, faceless, failed)
    check_sound(database)
    filters = [
        ResultFilter(),
        *(ResultFilter(decision=word) for word in DECISIONS),
        *(ResultFilter(status=word) for word in STATUSES),
        *(ResultFilter(quality_flag=word, decision="male") for word in (*QUALITY_FLAGS, FLAWLESS)),
        ResultFilter(quality_flag=FLAWLESS),
        ResultFilter(decision="uncertain", reviewed=True),
        ResultFilter(label="male", reviewed=False),
    ]
    for threshold in (0.5, 0.85, 0.853, 0.9532, 0.99, 0.9951, 1.0):
        with database.write() as connection:
            set_threshold(connection, job, threshold)
        rows = rows_of(database, job, ResultFilter())
        unsure = {row.image_id for row in rows if row.decision == "uncertain"}
        assert read_job(database, job).counts.uncertain == len(unsure)
        with database.read() as connection:
            heads = headcount(connection, job, "faces")
            unsure_faces = count_uncertain(connection, [job]).get(job)
            for chosen in filters:
                kept = sum(1 for _ in stream_results(connection, job, chosen))
                assert count_results(connection, job, chosen) == kept, (threshold, chosen)
        assert heads.uncertain == sum(row.decision == "uncertain" for row in rows)
        assert heads.all == len(rows)
        assert (unsure_faces.faces if unsure_faces else 0) == heads.uncertain


def test_every_way_of_a_job_is_counted(database: Database) -> None:
    owner = create_account(database)
    who = Reviewer(owner, "owner", "window")
    job, other = create_job(database, 12), create_job(database, 1)
    check_sound(database)
    claimed = claim(database, 4, 60)
    assert claimed is not None
    check_sound(database)
    give_back(database, claimed.id)
    end_in_turn(database, sure, crowd, doubtful, faceless, failed, failed, sure, doubtful)
    check_sound(database)
    counts = read_job(database, job).counts
    assert (counts.received, counts.waiting, counts.classified, counts.failed) == (12, 4, 5, 2)
    with database.write() as connection:
        faces = list(connection.execute(select(Result.id).where(Result.label.is_not(None))).scalars())
        add_reviews(connection, who, [Word(face, "male") for face in faces[:4]])
    check_sound(database)
    with database.write() as connection:
        take_back(connection, who)
        add_reviews(connection, who, [Word(faces[0], "unclear")])
    check_sound(database)
    with database.read() as connection:
        assert count_results(connection, job, ResultFilter(reviewed=True)) == 1
        (unsure,) = count_uncertain(connection, [job, other]).values()
        heads = headcount(connection, job, "faces")
        assert (unsure.faces, unsure.settled) == (heads.uncertain, heads.settled)
    with database.write() as connection:
        assert retry_chosen(connection, owner, job, ResultFilter(status="failed"), utc_now()) == 2
        assert cancel_job(connection, owner, job) == 6
    check_sound(database)
    assert read_job(database, job).counts.waiting == 0
    with database.write() as connection:
        retry_job(connection, owner, job)
        assert delete_chosen(connection, owner, job, ResultFilter(decision="uncertain")) == 2
    check_sound(database)
    with database.read() as connection:
        assert count_states(connection) == {"waiting": 7, "classified": 3, "no_face": 1}
    with database.write() as connection:
        delete_job(connection, owner, job)
    check_sound(database)
    with database.read() as connection:
        assert connection.execute(select(FaceCount)).all() == []
        assert list(connection.execute(select(Job.id)).scalars()) == [other]


def test_an_account_takes_its_counts_along(database: Database) -> None:
    create_job(database, 2)
    end_in_turn(database, sure, crowd)
    with database.write() as connection:
        connection.exec_driver_sql("DELETE FROM accounts")
        assert connection.execute(select(FaceCount)).all() == []


def test_an_answer_that_is_no_number_is_kept_and_counted(database: Database) -> None:
    """It is the auditor who says that it is none."""
    create_job(database, 1)
    end_in_turn(database, lambda image: sure(image, confidence=float("nan")) if database.dialect != "sqlite"
                else sure(image))  # fmt: skip
    with database.write() as connection:
        connection.execute(update(Result).values(model_version=None))
        kinds = {finding.kind.code for finding in audit_rows(connection, Bounds())}
    assert "face_counts_differ" not in kinds


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_many_write_to_one_job_at_once(database: Database) -> None:
    """Workers, uploads and reviewers wait for each other and never in a circle, and nothing is miscounted."""
    owner = create_account(database)
    who = Reviewer(owner, "owner", "window")
    jobs = [create_job(database, 40) for _ in range(2)]
    end_in_turn(database, *[sure, doubtful, crowd, faceless] * 5)
    with database.read() as connection:
        faces = list(connection.execute(select(Result.id).where(Result.label.is_not(None))).scalars())

    def work(number: int) -> None:
        while (claimed := claim(database, 3, 60)) is not None:
            ways = (sure, doubtful, crowd, failed)
            outcomes = [ways[(number + n) % 4](image) for n, image in enumerate(claimed.images)]
            finish(database, claimed.id, outcomes, MODEL)

    def upload(number: int) -> None:
        for turn in range(8):
            images = [create_image(f"{number}-{turn}.jpg", id=new_id())]
            with database.write() as connection:
                add_images(connection, owner, jobs[(number + turn) % 2], images, 0)

    def review(number: int) -> None:
        for turn in range(6):
            label = ("male", "female", "unclear")[(number + turn) % 3]
            some = faces if (number + turn) % 2 else faces[::-1]
            with database.write() as connection:
                add_reviews(connection, who, [Word(face, label) for face in some])

    with ThreadPoolExecutor(9) as pool:
        list(pool.map(lambda n: (work, upload, review)[n % 3](n), range(9)))
    work(0)
    check_sound(database)
    assert [len(image_states(database, job)) for job in jobs] == [40 + 12, 40 + 12]
    with database.read() as connection:
        assert {get_job(connection, owner, job).state for job in jobs} == {"done"}
