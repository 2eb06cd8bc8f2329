"""The sweeper itself: what one store does not answer stops nothing else."""

import threading

import pytest
import redis as redis_client
from sqlalchemy import select

from core.database import Database
from core.jobs.removal import mark_deleted
from core.settings import Settings
from core.tables import Job
from tests.integration.core.test_housekeeping import make_older
from tests.support.factories import claim_some, create_job, create_settings, image_states
from tests.support.processes import wait_for
from tests.support.silent import silent
from worker.sweeper import run_sweeper

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_leases_end_while_tidying_waits_for_the_store(
    settings: Settings, database: Database, redis: redis_client.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.sweeper.STOP_SECONDS", 0)
    job, stop = create_job(database, 1), threading.Event()
    with silent() as (store, reached):
        changes = {name.lower(): value for name, value in reached.items()} | {"sweep_seconds": 0.05}
        told = create_settings(**(dict(settings) | changes))  # type: ignore[arg-type]
        sweeper = threading.Thread(target=run_sweeper, args=(told, stop))
        sweeper.start()
        try:
            wait_for(lambda: store.asked)
            claim_some(database, lease=0.01)
            wait_for(lambda: image_states(database, job) == ["waiting"])
        finally:
            stop.set()
            sweeper.join()
    wait_for(_nobody_tidies, 60)  # or its files would be open beside another test


def test_what_people_delete_goes_before_the_next_tidying(
    settings: Settings, database: Database, redis: redis_client.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.sweeper.TIDY_EVERY", 10_000)
    old, stop = create_job(database, 1), threading.Event()
    make_older(database, old, days=31)
    changes = {"sweep_seconds": 0.05, "redis_url": settings.redis_url}
    sweeper = threading.Thread(target=run_sweeper, args=(settings.model_copy(update=changes), stop))
    sweeper.start()
    try:
        wait_for(lambda: not jobs(database))  # it has tidied once
        create_job(database, 1)
        with database.write() as connection:
            mark_deleted(connection, Job.kept)
        wait_for(lambda: not jobs(database))
    finally:
        stop.set()
        sweeper.join()


def jobs(database: Database) -> set[str]:
    with database.read() as connection:
        return set(connection.execute(select(Job.id)).scalars())


def _nobody_tidies() -> bool:
    return not any(thread.name == "tidying" for thread in threading.enumerate())
