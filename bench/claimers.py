"""Workers without a network: all that real ones ask of the database, and a wait where they would classify.

They run the workers' own pipeline, so that nothing of it is left out: the look at how many wait before each
batch, the claim, the look for urgent images after each piece, the end. What a worker's other threads ask, for
videos and to be known as present, a thread of each process asks for all of its workers.
"""

import os
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier as BarrierType
from typing import Any, cast

import worker.pipeline
from core.blobs import BlobStore, open_store
from core.database import Database
from core.presence import BEAT_SECONDS, WorkerReport, report
from core.settings import Settings
from core.videos.claim import video_waits
from core.videos.due import tracks_wait
from core.work.types import Claim, ClaimedImage, Face, Outcome
from core.work.waiting import waiting
from worker.networks import Networks
from worker.pace import Pace
from worker.reporter import Reporter
from worker.stages import Stages
from worker.videos.desks import WAKE_SECONDS
from worker.workplace import SUSPECT_EVERY

LEASE_SECONDS = 300.0
VERSION = "simulated"
FACES = [
    Face(
        (0, 0, 200, 200), ("female", "male")[n % 2], 0.5 + n / 2000, 0.5, 0.5, age_group="20-29", mask="none"
    )
    for n in range(997)
]


@dataclass(frozen=True, slots=True)
class Load:
    """So many workers, each of which takes batches for `seconds` and classifies an image in `service_ms`."""

    database: str
    workers: int
    batch: int = 64
    service_ms: float = 4.0
    seconds: float = 5.0

    @property
    def batch_seconds(self) -> float:
        """How long a whole batch is in work."""
        return self.batch * self.service_ms / 1000


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch that ended: when, by the clock that all processes share, and milliseconds in the database."""

    ended: float
    images: int
    claim_ms: float
    finish_ms: float


@dataclass(frozen=True, slots=True)
class Worked:
    """All that some workers did; their rate is counted between two moments, in which all are at work."""

    began: float
    until: float
    batches: Sequence[Batch]
    cpu_seconds: float  # of their processes, from the first batch to the last
    starved: bool  # whether one of them found nothing to do
    errors: Sequence[str] = ()  # of those that ended early

    @property
    def images(self) -> int:
        """All that ended."""
        return sum(batch.images for batch in self.batches)

    @property
    def counted(self) -> list[Batch]:
        """The batches that ended between the two moments."""
        return [batch for batch in self.batches if self.began <= batch.ended <= self.until]


class Claimers:
    """Some processes of equally many threads, each thread with a connection as a worker has."""

    def __init__(self, load: Load, processes: int) -> None:
        self._context = get_context("spawn")
        shares = [load.workers // processes + (n < load.workers % processes) for n in range(processes)]
        self._shares = [share for share in shares if share]
        self._load = load
        # The bench itself is among those who wait: it looks at the clock when all are connected.
        self._together = self._context.Barrier(len(self._shares) + 1)
        self._results = self._context.SimpleQueue()

    def start(self) -> None:
        """Start them and wait until all have their connections; their time begins now."""
        self._processes = [
            self._context.Process(
                target=_work, args=(self._load, share, self._together, self._results), daemon=True
            )
            for share in self._shares
        ]
        for process in self._processes:
            process.start()
        self._together.wait(120)

    def worked(self) -> Worked:
        """Wait for their end; what all did together. Raises `RuntimeError` if one could not go on."""
        told: list[Worked] = [self._results.get() for _ in self._processes]
        for process in self._processes:
            process.join()
        for error in (error for one in told for error in one.errors):
            raise RuntimeError(f"a worker ended early: {error}")
        began, until = max(one.began for one in told), min(one.until for one in told)
        batches = [batch for one in told for batch in one.batches]
        used = sum(one.cpu_seconds for one in told)
        return Worked(began, until, batches, used, any(one.starved for one in told))


def _work(load: Load, workers: int, together: BarrierType, results: "SimpleQueue[Worked]") -> None:
    """One process: its threads begin spread over the time of a batch, and are counted after it."""
    worker.pipeline.classify_images = asleep  # in this process alone
    process = Crew(Database(load.database, pool_size=workers + 1, claimers=workers), load, workers)
    threads = [threading.Thread(target=process.claim_and_finish) for _ in range(workers)]
    beside = threading.Thread(target=process.look_beside)
    for thread in (*threads, beside):
        thread.start()
    process.connected.wait()
    together.wait(120)
    used, began = time.process_time(), time.monotonic() + load.batch_seconds
    process.until = began + load.seconds
    process.begin.wait()
    for thread in threads:
        thread.join()
    process.over.set()
    beside.join()
    used = time.process_time() - used
    process.database.close()
    results.put(Worked(began, process.until, process.ended, used, process.starved, process.errors))


@dataclass(slots=True)
class _Asleep:
    """Stands for one worker's networks: takes as long as they would, and asks nobody.

    Its clock stands still but for that, so that a worker cuts its work as if it had a core of its own.
    """

    seconds: float  # an image
    version: str = VERSION
    slept: float = 0.0

    def classify(self, images: Sequence[ClaimedImage]) -> list[Outcome]:
        """A face on each."""
        time.sleep(len(images) * self.seconds)
        self.slept += len(images) * self.seconds
        return outcomes_of(images)

    def clock(self) -> float:
        """Seconds that it has slept."""
        return self.slept


def asleep(
    networks: Networks, blobs: BlobStore, images: Sequence[ClaimedImage], tiny_side: int, stages: Stages
) -> list[Outcome]:
    """What stands where a worker reads, decodes and classifies; nothing is read or looked at."""
    del blobs, tiny_side
    with stages.classify:
        return cast("_Asleep", networks.classifier).classify(images)


@dataclass(frozen=True, slots=True)
class _Noting(Reporter):
    """Notes each batch that ended beside what a worker tells of it."""

    batches: list[Batch] = field(default_factory=list)

    def ended(self, claimed: Claim, stages: Stages, outcomes: Sequence[Outcome]) -> None:
        """A batch is over."""
        Reporter.ended(self, claimed, stages, outcomes)
        claim_ms, finish_ms = 1000 * stages.claim.seconds, 1000 * stages.finish.seconds
        self.batches.append(Batch(time.monotonic(), len(outcomes), claim_ms, finish_ms))


class Crew:
    """What the threads of one process share."""

    def __init__(self, database: Database, load: Load, workers: int) -> None:
        self.database = database
        self.connected, self.begin = (threading.Barrier(workers + 2) for _ in range(2))
        self.over = threading.Event()
        self.until = 0.0
        self.ended: list[Batch] = []
        self.errors: list[str] = []
        self.starved = False
        self._load = load
        self._workers = workers

    def claim_and_finish(self) -> None:
        """One worker, from its connection to the end of the time; what ends it early ends the measurement."""
        try:
            self._claim_and_finish()
        except Exception as error:
            self.errors.append(str(error))
            for barrier in (self.connected, self.begin):
                barrier.abort()

    def _claim_and_finish(self) -> None:
        pipeline = self._pipeline()
        self._connect()
        time.sleep(random.random() * self._load.batch_seconds)  # noqa: S311 - not all at once
        for turn in count(1):
            if time.monotonic() > self.until or self.starved:
                break
            if turn % SUSPECT_EVERY == 0:
                pipeline.run_batch(suspects=True)
            self.starved |= pipeline.run_batch() == 0

    def look_beside(self) -> None:
        """Ask for each worker in its turn what its other threads ask: each second, and each beat."""
        self._connect()
        began, beats = time.monotonic(), max(1, round(BEAT_SECONDS / WAKE_SECONDS))
        for turn in count():
            due = began + turn * WAKE_SECONDS / self._workers
            if self.over.wait(max(0.0, due - time.monotonic())):
                break
            with self.database.read() as connection:
                video_waits(connection)
            with self.database.read() as connection:
                tracks_wait(connection)
            second, number = divmod(turn, self._workers)
            if second % beats == number % beats:
                with self.database.write() as connection:
                    report(connection, WorkerReport(f"{os.getpid()}:{number}", True, "", VERSION, ""))

    def _connect(self) -> None:
        """All at once, so that nobody connects while it is measured."""
        with self.database.read() as connection:
            connection.exec_driver_sql("SELECT 1")
            waiting(self.database, 1)  # by the connection that claims
            self.connected.wait()
        self.begin.wait()

    def _pipeline(self) -> "worker.pipeline.Pipeline":
        """A worker's, as it is deployed but for its networks and its blobs, which nobody reads."""
        settings = Settings()
        network = _Asleep(self._load.service_ms / 1000)
        networks = Networks(cast("Any", network), cast("Any", network))
        return worker.pipeline.Pipeline(
            self.database,
            open_store(settings),
            networks,
            self._load.batch,
            LEASE_SECONDS,
            pace=Pace(clock=network.clock),
            reporter=_Noting(batches=self.ended),
            wait_seconds=settings.batch_wait_ms / 1000,
        )


def outcomes_of(images: Sequence[ClaimedImage]) -> list[Outcome]:
    """A face on each image, by no network."""
    start = random.randrange(len(FACES))  # noqa: S311
    return [
        Outcome(image.id, image.job_id, (FACES[(start + n) % len(FACES)],)) for n, image in enumerate(images)
    ]
