"""Workers without a network: they claim and finish as real ones do, and only wait in between."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier as BarrierType

from core.database import Database
from core.work.claim import claim
from core.work.finish import finish
from core.work.types import Claim, Face, Outcome

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
        """Wait for their end; what all did together."""
        told: list[Worked] = [self._results.get() for _ in self._processes]
        for process in self._processes:
            process.join()
        began, until = max(one.began for one in told), min(one.until for one in told)
        batches = [batch for one in told for batch in one.batches]
        used = sum(one.cpu_seconds for one in told)
        return Worked(began, until, batches, used, any(one.starved for one in told))


def _work(load: Load, workers: int, together: BarrierType, results: "SimpleQueue[Worked]") -> None:
    """One process: its threads begin spread over the time of a batch, and are counted after it."""
    process = _Process(Database(load.database, pool_size=workers), load, workers)
    threads = [threading.Thread(target=process.claim_and_finish) for _ in range(workers)]
    for thread in threads:
        thread.start()
    process.connected.wait()
    together.wait(120)
    used, began = time.process_time(), time.monotonic() + load.batch_seconds
    process.until = began + load.seconds
    process.begin.wait()
    for thread in threads:
        thread.join()
    used = time.process_time() - used
    process.database.close()
    results.put(Worked(began, process.until, process.ended, used, process.starved))


class _Process:
    """What the threads of one process share."""

    def __init__(self, database: Database, load: Load, workers: int) -> None:
        self.database = database
        self.connected, self.begin = (threading.Barrier(workers + 1) for _ in range(2))
        self.until = 0.0
        self.ended: list[Batch] = []
        self.starved = False
        self._load = load

    def claim_and_finish(self) -> None:
        """One worker, from its connection to the end of the time."""
        with self.database.read() as connection:  # all at once, so that nobody connects while it is measured
            connection.exec_driver_sql("SELECT 1")
            self.connected.wait()
        self.begin.wait()
        time.sleep(random.random() * self._load.batch_seconds)  # noqa: S311 - not all at once
        while time.monotonic() < self.until and not self.starved:
            self._batch()

    def _batch(self) -> None:
        asked = time.monotonic()
        claimed = claim(self.database, self._load.batch, LEASE_SECONDS)
        claim_ms = 1000 * (time.monotonic() - asked)
        if claimed is None:
            self.starved = True
            return
        time.sleep(len(claimed.images) * self._load.service_ms / 1000)
        told = time.monotonic()
        finish(self.database, claimed.id, outcomes_of(claimed), VERSION)
        now = time.monotonic()
        self.ended.append(Batch(now, len(claimed.images), claim_ms, 1000 * (now - told)))


def outcomes_of(claimed: Claim) -> list[Outcome]:
    """A face on each image, by no network."""
    start = random.randrange(len(FACES))  # noqa: S311
    return [
        Outcome(image.id, image.job_id, (FACES[(start + n) % len(FACES)],))
        for n, image in enumerate(claimed.images)
    ]
