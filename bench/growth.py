"""`python -m bench.growth`: what takes longer the more images are in the database, and what does not."""

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import click
from sqlalchemy import make_url

from bench.asked import CLAIM, POLL, Stopwatch, Taken, in_the_database, over_http
from bench.bars import Bar, judge, tell_if_busy
from bench.filling import Images, fill, new_jobs
from bench.postgres import PostgresServer, deployed_postgres
from bench.reliability import check_place, replaced
from bench.running import web_alone
from core.accounts.records import first_account
from core.accounts.tokens import create_token
from core.database import Database
from migrations.migrate import migrate

STEPS = "100000,1000000,5000000"
LARGEST, SMALL = 1_000_000, 1000  # images of one job, at most half of a step, and of each of the many others
WAITING = 0.4  # of that one job
TIMES = 100  # each is measured
POLL_MS, CLAIM_MS = 10.0, 5.0
UNLIMITED = {
    f"BROWLINE_{name}": "0"
    for name in ("QUOTA_REQUESTS", "QUOTA_IMAGES", "QUOTA_GB", "QUOTA_OPEN_JOBS", "MAX_WAITING")
}


@dataclass(frozen=True, slots=True)
class Size:
    """A database of so many images."""

    images: int
    jobs: int
    largest: int  # images of the job that is asked for
    bytes: int  # an image, with its result, indexes and all
    taken: dict[str, Taken]


@click.command()
@click.option("--steps", default=STEPS, show_default=True, help="Numbers of images, with commas.")
@click.option("--postgres", is_flag=True, help="On a Postgres of its own instead of SQLite.")
@click.option("--times", default=TIMES, show_default=True, help="How often each is measured.")
@click.option("--out", default=Path("bench-results"), type=click.Path(path_type=Path), show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help="A page whose table of growth is rewritten.")
def main(steps: str, postgres: bool, times: int, out: Path, into: Path | None) -> None:
    """Measure this machine; prints and writes what came out, and fails where a bar is missed.

    A million images take about 1.2 GB of disk and a minute.
    """
    kind = "postgres" if postgres else "sqlite"
    check_place(into, f"growth-{kind}")
    tell_if_busy()
    with (
        tempfile.TemporaryDirectory() as home,
        _database(Path(home), postgres=postgres) as (
            address,
            server,
        ),
    ):
        sizes = list(_sizes(Path(home), address, server, [int(word) for word in steps.split(",")], times))
    print(f"\n{table(sizes, kind)}")
    out.mkdir(exist_ok=True)
    target = out / f"growth-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.write_text(json.dumps({"cores": os.cpu_count(), "sizes": sizes}, default=asdict, indent=2))
    print(f"\nWritten to {target}")
    if into is not None:
        into.write_text(replaced(into.read_text(), f"growth-{kind}", table(sizes, kind)))
    judge(bars(sizes[-1]))


def bars(size: Size) -> list[Bar]:
    """What the largest database must keep."""
    of = f"of {size.images:,} images"
    return [
        Bar(f"status {of}, p99", size.taken[POLL].p99, "at most", POLL_MS, "ms"),
        Bar(f"claim {of}, p95", size.taken[CLAIM].p95, "at most", CLAIM_MS, "ms"),
    ]


@contextmanager
def _database(home: Path, *, postgres: bool) -> Iterator[tuple[str, PostgresServer | None]]:
    """The address of an empty database of either kind, and its server."""
    if not postgres:
        yield f"sqlite:///{home / 'browline.db'}", None
        return
    with deployed_postgres() as server:
        yield server.address, server


def _sizes(
    home: Path, address: str, server: PostgresServer | None, steps: Sequence[int], times: int
) -> Iterator[Size]:
    with closing(Database(address, silent_seconds=None)) as database:
        migrate(database)
        with database.write() as connection:
            owner = first_account(connection).id
            token = create_token(connection, owner, "bench")
        jobs, watch = 0, Stopwatch(times, server)
        for before, images in pairwise([0, *steps]):
            print(f"Filling up to {images:,} images …", flush=True)
            one = min((images - before) // 2, LARGEST)
            large, small = _fill(database, owner, one, images - before - one)
            jobs += 1 + small
            taken = in_the_database(database, watch)
            with web_alone(home, token, {"DATABASE_URL": address} | UNLIMITED) as web:
                taken |= over_http(web, database, large, watch)
            yield Size(images, jobs, one, _bytes(database) // images, taken)


def _fill(database: Database, owner: str, one: int, many: int) -> tuple[str, int]:
    """One large job, of which the last images wait, and many small ones that ended; the large one's id."""
    with database.write() as connection:
        names = [f"{SMALL:,} images" for _ in range(0, many, SMALL)]
        (large, *small) = new_jobs(connection, owner, [f"{one:,} images", *names])
    fill(database, Images(small, many, SMALL))
    waiting = int(WAITING * one)
    fill(database, Images([large], one - waiting))
    fill(database, Images([large], waiting, waiting=True))
    with database.engine.connect() as connection:  # as time and the database's own care would do
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.exec_driver_sql("VACUUM ANALYZE" if database.dialect == "postgresql" else "ANALYZE")
    return large, len(small)


def _bytes(database: Database) -> int:
    """Bytes on disk, indexes and all, without the log."""
    if database.dialect == "sqlite":
        return Path(str(make_url(database.url).database)).stat().st_size
    with database.read() as connection:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def table(sizes: Sequence[Size], kind: str) -> str:
    """The figures as Markdown: the middle one and p99 of each, by size."""
    rows = {
        f"images on {kind}: p50 / p99 (CPU), ms": [f"{size.images:,}" for size in sizes]
        + ["CPU, last to first"],
        **{what: _row([size.taken[what] for size in sizes]) for what in sizes[0].taken},
        "jobs": [f"{size.jobs:,}" for size in sizes] + [""],
        "images of the job that is asked for": [f"{size.largest:,}" for size in sizes] + [""],
        "bytes an image, all told": [f"{size.bytes:,}" for size in sizes] + [""],
    }
    lines = [f"| {what} | {' | '.join(cells)} |" for what, cells in rows.items()]
    return "\n".join([lines[0], "|---|" + "---:|" * (len(sizes) + 1), *lines[1:]])


def _row(taken: Sequence[Taken]) -> list[str]:
    """Of each size, and how much more CPU the last one takes than the first."""
    told = [f"{one.p50:.1f} / {one.p99:.1f} ({one.cpu:.1f})" for one in taken]
    return [*told, f"{taken[-1].cpu / taken[0].cpu:.1f}" if taken[0].cpu else ""]


if __name__ == "__main__":
    main()
