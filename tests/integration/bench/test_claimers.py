"""A simulated worker asks the database for all that a real one does."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

import worker.pipeline
from bench.claimers import VERSION, Crew, Load, asleep
from bench.filling import Images, fill, new_jobs
from core.accounts.records import first_account
from core.database import Database
from core.prepared import Prepared
from core.tables import Result, Worker
from worker.pace import PIECE_SECONDS

IMAGES, SERVICE = 256, 0.004


class Counting(Database):
    """Counts how often it is asked, in each of its ways."""

    looks = asks = reads = 0

    def ask_queue(self, question: Prepared, values: Mapping[str, object]) -> list[Any]:
        if "least" in values:  # whether anything that urgent waits
            self.looks += 1
        else:
            self.asks += 1
        return super().ask_queue(question, values)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        self.reads += 1
        with super().read() as connection:
            yield connection


def test_it_looks_counts_and_tells_as_a_worker_does(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker.pipeline, "classify_images", asleep)
    database = Counting(database_url, pool_size=3)
    with database.write() as connection:
        jobs = new_jobs(connection, first_account(connection).id, ["bench"])
    fill(database, Images(jobs, IMAGES, waiting=True))
    crew = Crew(database, Load("", 1, service_ms=1000 * SERVICE), 1)
    crew.until = time.monotonic() + 60
    threads = [threading.Thread(target=work) for work in (crew.claim_and_finish, crew.look_beside)]
    for thread in threads:
        thread.start()
    crew.connected.wait()
    began = time.monotonic()
    crew.begin.wait()
    threads[0].join()
    took = time.monotonic() - began
    crew.over.set()
    threads[1].join()

    assert crew.starved
    sizes = [batch.images for batch in crew.ended]
    assert (sizes[0], sum(sizes)) == (64, IMAGES)
    assert sizes == sorted(sizes, reverse=True)  # of the last ones it leaves some to others
    assert sizes[-1] < 64
    assert all(batch.claim_ms > 0 and batch.finish_ms > 0 for batch in crew.ended)
    assert database.looks >= IMAGES * SERVICE / PIECE_SECONDS - len(sizes)  # not after a batch's last piece
    assert database.asks >= 2 + len(crew.ended)  # connecting, filling batches
    assert database.reads >= 2 + 2 * int(took)  # connecting, videos
    with database.read() as connection:
        ended = select(func.count()).where(Result.model_version == VERSION)
        assert connection.execute(ended).scalar_one() == IMAGES
        assert connection.execute(select(func.count()).select_from(Worker)).scalar_one() == 1
    database.close()
