"""Faults in the middle of a batch, and the proof from the database that they came there."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, func, select

from bench.running import Running
from core.database import Database
from core.jobs.state import PENDING
from core.tables import Image
from tests.faults.pictures import slow_pictures
from tests.faults.recorder import Recorder
from tests.support.auditing import opened_of
from tests.support.processes import wait_for
from tests.support.running import SLOW, wait_until_ready

TRIES = 8


def strike_in_a_batch(server: Running, outcome: Recorder, cause: Callable[[], object]) -> None:
    """Cause a fault while each process of the pool holds a claim; again until claims were lost by it.

    A batch may end between the look and the blow, which then hurts nobody.
    """
    processes = int(server.environment["WORKERS"])
    with opened_of(server) as database:
        for _ in range(TRIES):
            wait_until_ready(server)
            job = outcome.upload(slow_pictures())
            if not _all_at_work(database, job, processes):
                continue
            cause()
            outcome.healed()
            outcome.check()
            if _of(database, job, func.sum(Image.losses)):
                return
    raise AssertionError(f"none of {TRIES} blows came in the middle of a batch")


def _all_at_work(database: Database, job: str, processes: int) -> bool:
    """Wait until so many claims on a job are held; false where fewer did it all, as another was starting."""
    claims = func.count(Image.claim_id.distinct())
    pending = func.count().filter(Image.state.in_(PENDING))

    def look() -> str:
        if _of(database, job, claims) >= processes:
            return "all"
        return "" if _of(database, job, pending) else "over"

    return wait_for(look, SLOW) == "all"


def _of(database: Database, job: str, what: ColumnElement[int]) -> int:
    with database.read() as connection:
        return connection.execute(select(what).where(Image.job_id == job)).scalar_one()
