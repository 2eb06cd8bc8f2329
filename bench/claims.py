"""`python -m bench.claims`: how many images a second go through one Postgres, by the number of workers.

Workers claim and finish by the real code and only wait where the networks would run, so that two hundred of
them fit beside the database. What they and the database use of the cores is told apart.
"""

import json
import math
import os
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import click
import numpy as np

from bench.bars import Bar, judge, tell_if_busy
from bench.claimers import Claimers, Load, Worked
from bench.filling import Images, fill, new_jobs
from bench.postgres import PostgresServer, find_binaries, restartable_postgres
from bench.reliability import check_place, replaced
from core.accounts.records import first_account
from core.database import Database
from migrations.migrate import migrate

WORKERS = "1,2,5,10,20,50,100,200"
OPTIONS = (
    "max_connections=300",
    "shared_buffers=512MB",
    "max_wal_size=4GB",
)  # as docker-compose.yml, a larger log
MANY = 100  # jobs, where many are in work at once
SATURATING = 32  # workers that never wait, where what helps is tried
LOOK_SECONDS = 0.05  # between two looks at what everybody waits for
MOST = 20_000  # images a second that are there to be taken, more than any run takes
CLAIM_MS = 5.0
COUNTERS = (("images", "count_images_moved"), ("results", "count_faces_added"))
UNSYNCED = "SET synchronous_commit TO off", "RESET synchronous_commit"


@dataclass(frozen=True, slots=True)
class Point:
    """What some workers reached. Rates a second, milliseconds, CPU in milliseconds of a core an image."""

    what: str
    workers: int
    jobs: int
    batch: int
    service_ms: float
    claims: float
    images: float
    claim_p50: float
    claim_p95: float
    finish_p95: float
    waits: dict[str, float]  # the share of the workers' time that they wait in the database, by for what
    database_ms: float  # NaN where the server is not ours to look at
    generator_ms: float
    wal_bytes: float  # an image

    @property
    def ideal(self) -> float:
        """Images a second if the database took no time."""
        return self.workers / (self.service_ms / 1000)

    @property
    def locked(self) -> float:
        """The share of the workers' time that they wait for each other's locks."""
        return self.waits.get("Lock", 0.0)


@click.command()
@click.option("--workers", default=WORKERS, show_default=True, help="Numbers of workers, with commas.")
@click.option("--seconds", default=5.0, show_default=True, help="Of each measurement: 25 of them are made.")
@click.option("--service", default=4.0, show_default=True, help="Milliseconds that an image is in work.")
@click.option("--batch", default=64, show_default=True)
@click.option("--processes", default=2, show_default=True, help="Of the load generator.")
@click.option("--database", default="", help="A migrated or empty Postgres; one of its own without it.")
@click.option("--out", default=Path("bench-results"), type=click.Path(path_type=Path), show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help="A page whose tables of claims are rewritten.")
def main(
    workers: str,
    seconds: float,
    service: float,
    batch: int,
    processes: int,
    database: str,
    out: Path,
    into: Path | None,
) -> None:
    """Measure this machine; prints and writes what came out, and fails where a claim takes too long."""
    for mark in ("claims", "claims-help"):
        check_place(into, mark)
    tell_if_busy()
    numbers = [int(word) for word in workers.split(",")]
    with served(database) as (address, server), Bench(address, server, processes) as bench:
        load = Load(address, 1, batch, service, seconds)
        points = [
            bench.point(f"{jobs} jobs" if jobs > 1 else "one job", replace(load, workers=number), jobs)
            for jobs in (1, MANY)
            for number in numbers
        ]
        helps = bench.what_helps(replace(load, service_ms=0.0, workers=SATURATING))
    print(f"\n{table(points)}\n\n{help_table(helps)}")
    out.mkdir(exist_ok=True)
    target = out / f"claims-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    kept = {"cores": os.cpu_count(), "points": points, "helps": helps}
    target.write_text(json.dumps(kept, default=asdict, indent=2))
    print(f"\nWritten to {target}")
    if into is not None:
        page = replaced(into.read_text(), "claims", table(points))
        into.write_text(replaced(page, "claims-help", help_table(helps)))
    judge([Bar("claim of one worker, p95", points[0].claim_p95, "at most", CLAIM_MS, "ms")])


@contextmanager
def served(database: str) -> Iterator[tuple[str, PostgresServer | None]]:
    """A server's address, and the server where it is our own."""
    if database:
        yield database, None
        return
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("No Postgres binaries are installed: install postgresql, or name a --database.")
    with restartable_postgres(binaries, OPTIONS) as server:
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
        return points

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


def table(points: Sequence[Point]) -> str:
    """The numbers of workers as Markdown."""
    head = (
        "| workers | jobs | batches/s | images/s | of what they could | claim p50 / p95 | finish p95 "
        "| wait for locks | Postgres, CPU an image | load generator |\n"
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    )
    return "\n".join([head, *(
        f"| {point.workers} | {point.jobs} | {point.claims:,.0f} | {point.images:,.0f} "
        f"| {100 * point.images / point.ideal:.0f} % | {point.claim_p50:.1f} / {point.claim_p95:.1f} ms "
        f"| {point.finish_p95:.0f} ms | {100 * point.locked:.0f} % | {_ms(point.database_ms)} "
        f"| {point.generator_ms:.3f} ms |"
        for point in points
    )])  # fmt: skip


def help_table(points: Sequence[Point]) -> str:
    """What was done otherwise, as Markdown."""
    head = (
        "| | images/s | to the first | claim p95 | finish p95 | wait for locks | Postgres, CPU an image "
        "| log an image |\n"
        "|---|---:|---:|---:|---:|---:|---:|---:|"
    )
    return "\n".join([head, *(
        f"| {point.what} | {point.images:,.0f} | {point.images / points[0].images:.2f} "
        f"| {point.claim_p95:.1f} ms | {point.finish_p95:.0f} ms | {100 * point.locked:.0f} % "
        f"| {_ms(point.database_ms)} | {point.wal_bytes:,.0f} B |"
        for point in points
    )])  # fmt: skip


def _ms(figure: float) -> str:
    return "not seen" if math.isnan(figure) else f"{figure:.3f} ms"


def point_of(
    what: str,
    load: Load,
    jobs: int,
    worked: Worked,
    waits: dict[str, float],
    database: float,
    wal: int,
) -> Point:
    """Put together what was seen; `database` are the server's seconds of a core. Raises `RuntimeError`
    where too few images waited."""
    if worked.starved:
        raise RuntimeError(f"{load.workers} workers took all images that were there")
    seconds = worked.until - worked.began
    told = worked.counted or worked.batches  # where none ended in that time, those that did later tell why
    claims, finishes = ([getattr(batch, name) for batch in told] for name in ("claim_ms", "finish_ms"))
    p50, p95 = np.percentile(claims, [50, 95])
    return Point(
        what=what,
        workers=load.workers,
        jobs=jobs,
        batch=load.batch,
        service_ms=load.service_ms,
        claims=len(worked.counted) / seconds,
        images=sum(batch.images for batch in worked.counted) / seconds,
        claim_p50=float(p50),
        claim_p95=float(p95),
        finish_p95=float(np.percentile(finishes, 95)),
        waits=waits,
        database_ms=1000 * database / worked.images,
        generator_ms=1000 * worked.cpu_seconds / worked.images,
        wal_bytes=wal / worked.images,
    )


if __name__ == "__main__":
    main()
