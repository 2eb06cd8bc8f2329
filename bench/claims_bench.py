"""A Postgres for measured workers: filled before each measurement, and looked at during it."""

import math
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

from bench.claimers import Claimers, Load
from bench.claims_measured import Point, point_of
from bench.filling import Images, fill, new_jobs
from bench.postgres import PostgresServer, deployed_postgres
from core.accounts.records import first_account
from core.database import Database
from migrations.migrate import migrate

MANY = 100  # jobs, where many are in work at once
CONNECTIONS = 600  # as deploy/kubernetes asks for: a worker has two, one of them for claims
LOOK_SECONDS = 0.05  # between two looks at what everybody waits for
MOST = 20_000  # images a second that are there to be taken, more than any run takes
COUNTERS = (("images", "count_images_moved"), ("results", "count_faces_added"))
UNSYNCED = "SET synchronous_commit TO off", "RESET synchronous_commit"


@contextmanager
def served(database: str) -> Iterator[tuple[str, PostgresServer | None]]:
    """A server's address, and the server where it is our own."""
    if database:
        yield database, None
        return
    with deployed_postgres(f"max_connections={CONNECTIONS}") as server:
        yield server.address, server


class Bench:
    """A database that is filled before each measurement, and looked at during it."""

    def __init__(self, address: str, server: PostgresServer | None, processes: int) -> None:
        self._database = Database(address, silent_seconds=None)
        self._server = server
        self._processes = processes

    def __enter__(self) -> Self:
        migrate(self._database)
        with self._database.write() as connection:
            self._owner = first_account(connection).id
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def point(self, what: str, load: Load, jobs: int) -> Point:
        """Measure one load on images of so many jobs, a batch of each in turn."""
        needed = min(load.workers / max(load.service_ms / 1000, 1e-9), MOST) * (
            load.seconds + load.batch_seconds
        )
        self._renew(int(needed) + load.workers * load.batch, jobs, load.batch)
        claimers = Claimers(load, self._processes)
        claimers.start()
        with _Waits(self._database) as waits:
            used, written = self._used(), self._written()
            worked = claimers.worked()
            used, written = self._used() - used, self._written() - written
        point = point_of(what, load, jobs, worked, waits.shares(load.workers), used, written)
        rate, p95 = f"{point.images:,.0f} images/s", f"{point.claim_p95:.1f} ms"
        print(f"{what}, {load.workers} workers: {rate}, claim p95 {p95}, {point.waits}", flush=True)
        return point

    def what_helps(self, load: Load) -> list[Point]:
        """Workers that never wait for a network, with one thing after the other done otherwise."""
        points = [
            self.point("as it is, one job", load, 1),
            self.point(f"{MANY} jobs", load, MANY),
            *(self.point(f"batches of {batch}", replace(load, batch=batch), 1) for batch in (16, 256)),
            *(self.point(f"{number} workers", replace(load, workers=number), 1) for number in (2, 8)),
        ]
        with self._set(*([f"ALTER ROLE CURRENT_USER {words}"] for words in UNSYNCED)):
            points.append(self.point("no commit waits for the disk", load, 1))
        with self._set(
            *(
                [f"ALTER TABLE {on} {way} TRIGGER {name}" for on, name in COUNTERS]
                for way in ("DISABLE", "ENABLE")
            )
        ):
            points.append(self.point("nothing is counted", load, 1))
        with self._snapshot():
            points.append(self.point("a snapshot is held by somebody who reads", load, 1))
        return points

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Read at a moment before any image comes, and go on: what has been claimed stays in the indexes."""
        with self._database.write() as connection:
            connection.exec_driver_sql("UPDATE images SET state = 'cancelled' WHERE state = 'waiting'")
        self._at_once("VACUUM images")
        with self._database.read() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM jobs")
            yield

    def _renew(self, images: int, jobs: int, batch: int) -> None:
        """Only images of these jobs wait from now on."""
        with self._database.write() as connection:
            connection.exec_driver_sql("UPDATE images SET state = 'cancelled' WHERE state = 'waiting'")
            made = new_jobs(connection, self._owner, [str(number) for number in range(jobs)])
        fill(self._database, Images(made, images, batch, waiting=True))
        self._at_once("VACUUM ANALYZE images", "CHECKPOINT")

    @contextmanager
    def _set(self, statements: Sequence[str], back: Sequence[str]) -> Iterator[None]:
        self._at_once(*statements)
        try:
            yield
        finally:
            self._at_once(*back)

    def _at_once(self, *statements: str) -> None:
        with self._database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            for statement in statements:
                connection.exec_driver_sql(statement)

    def _used(self) -> float:
        return math.nan if self._server is None else self._server.cpu_seconds()

    def _written(self) -> int:
        """Bytes of the log, since the server began."""
        with self._database.read() as connection:
            return int(connection.exec_driver_sql("SELECT pg_current_wal_lsn() - '0/0'").scalar_one())


class _Waits:
    """Looks again and again at what the connections of others wait for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._found = Counter[str]()
        self._looks = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()

    def shares(self, workers: int) -> dict[str, float]:
        """Of the workers' time, by what they waited for; `CPU` where the server ran for them."""
        return {what: number / (self._looks * workers) for what, number in self._found.most_common()}

    def _look(self) -> None:
        with self._database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            while not self._enough.wait(LOOK_SECONDS):
                self._looks += 1
                for what, number in connection.exec_driver_sql(_WAITS):
                    self._found[what] += number


_WAITS = """
    SELECT coalesce(wait_event_type, 'CPU'), count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid() GROUP BY 1
"""
