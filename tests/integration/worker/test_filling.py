"""Batches fill across jobs: what waits is looked at and claimed whosever it is."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from core.blobs import BlobRef, BlobStore
from core.database import Database
from core.jobs.create import LIVE, SNAPSHOT
from core.work.types import ClaimedImage
from core.work.waiting import Waiting, waiting
from tests.support.factories import claim_some, create_image, create_job
from tests.support.files import plain
from tests.support.pipelines import Watching, create_pipeline, rows, upload
from tests.support.transactions import begun_on
from worker.pace import Pace

PATIENT = 60.0  # seconds; a batch that is full is not waited for so long


def test_what_waits_is_counted_over_jobs_and_no_further_than_a_batch(database: Database) -> None:
    assert waiting(database, 64) == Waiting(0, urgent=False)
    for _ in range(2):
        create_job(database, [create_image() for _ in range(5)])
    assert waiting(database, 64) == Waiting(10, urgent=False)
    assert waiting(database, 8) == Waiting(8, urgent=False)
    create_job(database, [create_image()], priority=SNAPSHOT)
    assert waiting(database, 8) == Waiting(8, urgent=True)
    claim_some(database, 64)  # the urgent one alone
    assert waiting(database, 64) == Waiting(10, urgent=False)


def test_to_count_what_waits_is_one_statement(database: Database) -> None:
    """On the way to nearly every batch of a slow machine: nothing is begun or committed for it."""
    create_job(database, 3)
    with begun_on(database) as begins:
        assert waiting(database, 64).images == 3
    assert begins == []


def test_a_batch_is_filled_by_the_next_job(database: Database, store: BlobStore) -> None:
    pipeline = replace(create_pipeline(database, store, Watching()), batch_max=5, wait_seconds=PATIENT)
    first = upload(database, store, *[plain()] * 2)
    with ThreadPoolExecutor(1) as pool:
        batch = pool.submit(pipeline.run_batch)
        second = upload(database, store, *[plain()] * 3)
        assert batch.result(PATIENT / 2) == 5
    assert [len(rows(database, job)) for job in (first, second)] == [2, 3]
    sizes = {
        sample.labels["le"]: sample.value
        for metric in pipeline.reporter.metrics.registry.collect()
        for sample in metric.samples
        if sample.name == "browline_batch_images_bucket" and sample.labels["kind"] == "bulk"
    }
    assert (sizes["4.0"], sizes["8.0"]) == (0, 1)


def test_who_is_urgent_is_not_kept_waiting(database: Database, store: BlobStore) -> None:
    pipeline = replace(create_pipeline(database, store, Watching()), wait_seconds=PATIENT)
    upload(database, store, plain())
    urgent = upload(database, store, plain(), priority=SNAPSHOT)
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(pipeline.run_batch).result(PATIENT / 2) == 1
    assert len(rows(database, urgent)) == 1


def test_of_slow_images_a_batch_leaves_some_for_other_processes(database: Database, store: BlobStore) -> None:
    pipeline = replace(create_pipeline(database, store, Watching()), pace=slow())
    upload(database, store, *[plain()] * 16)
    assert pipeline.run_batch() == 4
    assert len(claim_some(database, 64).images) == 12


def test_of_the_last_slow_images_it_takes_a_quarter(database: Database, store: BlobStore) -> None:
    pipeline = replace(create_pipeline(database, store, Watching()), pace=slow())
    upload(database, store, *[plain()] * 11)
    assert pipeline.run_batch() == 2
    assert len(claim_some(database, 64).images) == 9


def test_between_slow_images_all_that_are_urgent_are_taken(database: Database, store: BlobStore) -> None:
    pipeline = replace(create_pipeline(database, store, Watching()), pace=slow())
    upload(database, store, *[plain()] * 6, priority=SNAPSHOT)
    assert pipeline.run_batch(least=LIVE) == 6


def slow() -> Pace:
    """One that has seen images of which four are half a second's work."""
    clock = Clock()
    pace = Pace(clock=lambda: clock.now)
    for _ in pace.pieces([ClaimedImage("id", "job", "face", BlobRef("pack", 0, 1), 9, 9)]):
        clock.now += 0.12
    return pace


@dataclass
class Clock:
    """Stands still until it is told otherwise."""

    now: float = 0.0
