"""What time alone does to jobs, and the sweeper that lets it."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from core.blobs.folder import FolderStore
from core.clock import utc_now
from core.database import Database
from core.jobs.housekeeping import close_idle_jobs, expired_jobs
from core.tables import Job
from tests.support.factories import create_job, end_some, read_job
from worker.sweeper import tidy


def make_older(database: Database, job_id: str, days: float) -> None:
    then = utc_now() - timedelta(days=days)
    with database.write() as connection:
        job = update(Job).where(Job.id == job_id)
        connection.execute(job.values(created_at=then, last_upload_at=then))


def close_idle(database: Database) -> None:
    with database.write() as connection:
        close_idle_jobs(connection, 3600)


def test_an_idle_job_expects_no_more(database: Database) -> None:
    job = create_job(database, 1, refused=1, expected=9)
    end_some(database)
    make_older(database, job, days=1)
    close_idle(database)
    view = read_job(database, job)
    assert (view.counts.expected, view.state) == (1, "done")
    assert view.finished_at is not None


def test_a_job_that_still_receives_is_left_open(database: Database) -> None:
    job = create_job(database, 1, expected=9)
    close_idle(database)
    assert read_job(database, job).state == "receiving"


def test_an_idle_job_with_waiting_images_is_closed_but_not_finished(database: Database) -> None:
    job = create_job(database, 2, expected=9)
    make_older(database, job, days=1)
    close_idle(database)
    view = read_job(database, job)
    assert (view.state, view.finished_at) == ("waiting", None)


def test_only_expired_jobs_are_deleted(database: Database) -> None:
    old, young = create_job(database, 1), create_job(database, 1)
    make_older(database, old, days=31)
    make_older(database, young, days=29)
    with database.write() as connection:
        assert list(expired_jobs(connection, 30)) == [old]
    assert read_job(database, young).id == young


def test_tidying_removes_an_expired_jobs_bytes(database: Database, tmp_path: Path) -> None:
    job, store = create_job(database), FolderStore(tmp_path / "blobs")
    with store.pack(job) as pack:
        pack.add(b"bytes")
    make_older(database, job, days=31)
    tidy(database, store, retention_days=30)
    assert list((tmp_path / "blobs").iterdir()) == []
