"""What a page asks of a job costs as much of a large one as of a small one, by the steps SQLite takes."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Connection

from core.database import Database
from core.jobs.actions import list_jobs
from core.jobs.images import list_images
from core.jobs.reviewers import list_reviewers
from core.jobs.state import get_job
from core.results.filters import ResultFilter
from core.results.headcount import Headcount, headcount, headcount_of_people
from core.results.page import count_results, results_page, told
from core.results.tally import of_job, places
from core.results.tally import told as told_of_faces
from core.reviews.agreement import agreement
from core.reviews.queue import Question, next_faces
from core.reviews.sample import count_asked_about, settled_sample
from core.reviews.splits import count_kept
from core.reviews.types import Reviewer
from core.reviews.versions import count_faces, said_by
from tests.support.databases import opened
from tests.support.factories import create_account, create_job
from web.pages.jobs import FEW

SMALL, LARGE = 500, 20_000
EVERY = 10  # steps between two counts of them
CAME = datetime(2026, 11, 1, tzinfo=UTC)
MIDDLE = "01900000-0000-7000-a000-000000000000"
FILM = "01900000-0000-7000-8000-888800000000"
PERSON = "printf('01900000-0000-7000-8000-9999%08d', n % 10)"  # who is in a frame
# Faces of 100 kinds, over and over: a large job has more of each kind, and no other.
IMAGES = """
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {many})
    INSERT INTO images (id, job_id, filename, sha256, width, height, blob, blob_offset, blob_length, state,
        priority, losses, created_at, video_id, frame_index)
    SELECT printf('01900000-0000-7000-%x%03x-%012d', 8 + i % 4, (i * 37) % 4096, i), '{job}',
        printf('IMG_%06d.jpg', i), '', 9, 9, 'p', 0, 1, iif(i % 10, 'classified', 'failed'), 0, 0, '{then}',
        iif(i < {frames}, '{film}', NULL), iif(i < {frames}, i, NULL)
    FROM n
"""
RESULTS = """
    INSERT INTO results (id, job_id, image_id, ordinal, status, label, confidence, quality_flags,
        model_version, error_code, classified_at, reviewed_label, reviewed_at, opinions, track_id)
    SELECT i.id, job_id, i.id, 0, state, label, iif(label IS NULL, NULL, 0.5 + 0.005 * (n % 100)), '',
        'm-1', iif(label IS NULL, 'undecodable', NULL), created_at,
        iif(n % 50 = 7, label, NULL), iif(n % 50 = 7, created_at, NULL), n % 50 = 7,
        iif(n < {frames} AND label IS NOT NULL, {person}, NULL)
    FROM (SELECT *, CAST(substr(id, 25) AS INTEGER) AS n,
        iif(state = 'failed', NULL, iif(substr(id, 36) < '5', 'male', 'female')) AS label FROM images) AS i
    WHERE job_id = '{job}'
"""
VIDEO = """
    INSERT INTO videos (id, job_id, filename, sha256, kind, blob, blob_length, every, state, losses, sampled,
        expected, track_tries, tracked_at, created_at)
    VALUES ('{film}', '{job}', 'film.mp4', '', 'mp4', '', 1, 1, 'sampled', 0, {frames}, {frames}, 0, '{then}',
        '{then}')
"""
TRACKS = """
    INSERT INTO tracks (id, job_id, video_id, number, first_seconds, last_seconds, frames, label, confidence,
        p_female, p_male, quality_flags, best_face_id)
    SELECT track_id, job_id, '{film}', row_number() OVER (), 0, 1, count(*), 'male', 0.7, 0.3, 0.7, '',
        min(id)
    FROM results WHERE track_id IS NOT NULL GROUP BY track_id
"""


@pytest.fixture(scope="module")
def sizes(sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, Database]]:
    """Databases of one job each, which has so many photos."""
    with filled(sqlite_file, tmp_path_factory.mktemp("photos")) as found:
        yield found


@contextmanager
def filled(
    sqlite_file: Path, folder: Path, frames: Callable[[int], int] | None = None
) -> Iterator[dict[int, Database]]:
    """Databases by how many images their one job has, of which so many are frames of a video, if any."""
    found = {many: folder / f"{many}.db" for many in (SMALL, LARGE)}
    with opened(f"sqlite:///{found[SMALL]}") as small, opened(f"sqlite:///{found[LARGE]}") as large:
        for many, database in ((SMALL, small), (LARGE, large)):
            found[many].write_bytes(sqlite_file.read_bytes())
            job = create_job(database)
            words = {
                "many": many, "job": job, "then": "2026-11-01 00:00:00.000000+00:00", "film": FILM,
                "person": PERSON, "frames": frames(many) if frames else 0,
            }  # fmt: skip
            with database.write() as connection:
                for statement in (VIDEO, IMAGES, RESULTS, TRACKS) if frames else (IMAGES, RESULTS):
                    connection.exec_driver_sql(statement.format(**words))
        yield {SMALL: small, LARGE: large}


def people_in_list(connection: Connection, owner: str) -> list[Headcount | None]:
    """What the list of jobs says of each that has videos."""
    return [headcount_of_people(connection, job.id, FEW) for job in list_jobs(connection, owner, 50)]


UNSURE = ResultFilter(decision="uncertain", sort="confidence")
ASKED: dict[str, Callable[[Connection, str, str], object]] = {
    "the job": lambda c, owner, job: get_job(c, owner, job).counts,
    "the list of jobs": lambda c, owner, job: list_jobs(c, owner, 50),
    "the people in the list": lambda c, owner, job: people_in_list(c, owner),
    "the first of its images": lambda c, owner, job: list_images(c, owner, job, 50, None),
    "the images in its middle": lambda c, owner, job: list_images(c, owner, job, 50, (CAME, MIDDLE)),
    "the head's numbers": lambda c, owner, job: headcount(c, job, "faces"),
    "the first page": lambda c, owner, job: results_page(c, job, ResultFilter(), 50),
    "a count": lambda c, owner, job: count_results(c, job, ResultFilter(decision="male", reviewed=False)),
    "what the model says": lambda c, owner, job: told(c, job),
    "how many teach": lambda c, owner, job: count_kept(c, job, ResultFilter()),
    "the least certain": lambda c, owner, job: results_page(c, job, UNSURE, 120),
    "the next faces": lambda c, owner, job: next_faces(c, Reviewer(owner, "owner"), Question(job), 8),
    "its reviewers": list_reviewers,
    "its version": lambda c, owner, job: said_by(c, job),
    "how many faces": lambda c, owner, job: count_faces(c, job),
    "how many faces people see": lambda c, owner, job: count_asked_about(c, of_job(c, job)),
    "by confidence": lambda c, owner, job: places(c, of_job(c, job)),
    "by day and version": lambda c, owner, job: told_of_faces(c, of_job(c, job)),
    "how far people agree": lambda c, owner, job: agreement(c, job),
}


@pytest.mark.parametrize("what", ASKED)
def test_a_large_job_takes_no_more_than_a_small_one(sizes: dict[int, Database], what: str) -> None:
    small, large = (steps(sizes[many], ASKED[what]) for many in (SMALL, LARGE))
    assert large <= 1.2 * small + 20 * EVERY, f"{small} and {large} steps"


@pytest.mark.parametrize("all_frames", [False, True], ids=["beside photos", "alone"])
def test_the_list_of_jobs_reads_few_frames_of_a_film_whose_people_are_known(
    sqlite_file: Path, tmp_path: Path, all_frames: bool
) -> None:
    """Nine people, and what failed: of twenty frames two did."""
    frames = (lambda many: many) if all_frames else lambda _: 20
    with filled(sqlite_file, tmp_path, frames) as found:
        small, large = (steps(found[many], ASKED["the people in the list"]) for many in (SMALL, LARGE))
        assert large <= 1.2 * small + 20 * EVERY, f"{small} and {large} steps"
        owner = create_account(found[LARGE])
        with found[LARGE].read() as connection:
            (counted,) = people_in_list(connection, owner)
    assert counted is not None
    assert counted.failed == LARGE // 10
    assert counted.all == LARGE - (LARGE * 9 // 10 if all_frames else 18) + 9


def test_a_sample_is_looked_for_among_few(sizes: dict[int, Database]) -> None:
    """Of 64 faces one, and no settled one that is not in the sample: an index has them."""
    taken = steps(sizes[LARGE], lambda c, owner, job: settled_sample(c, of_job(c, job)))
    assert taken < LARGE / 2


def test_who_audits_is_asked_about_the_first_without_sorting_all(sizes: dict[int, Database]) -> None:
    """Each face that is sorted takes some thirty steps and more."""
    audit = Question(which="sample")
    taken = steps(sizes[LARGE], lambda c, owner, job: next_faces(c, Reviewer(owner, "owner"), audit, 50))
    assert taken < 2 * LARGE


def steps(database: Database, ask: Callable[[Connection, str, str], object]) -> int:
    """How many steps, about, SQLite takes for an answer that was given before."""
    owner = create_account(database)
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += EVERY
        return 0

    with database.read() as connection:
        job = str(connection.exec_driver_sql("SELECT id FROM jobs").scalar_one())
        ask(connection, owner, job)
        driver = cast(sqlite3.Connection, connection.connection.driver_connection)
        driver.set_progress_handler(count, EVERY)
        try:
            ask(connection, owner, job)
        finally:
            driver.set_progress_handler(None, 0)
    return counted
