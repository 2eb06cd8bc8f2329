"""`python -m bench.costs`: what an image costs each part of Browline, and what a day of them needs.

CPU time and bytes, which others on the machine change less than rates: so many parts in any number add up.
"""

import json
import math
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bench.bars import Bar, judge
from bench.end_to_end import grouped, pass_through
from bench.parts import PARTS, Meter
from bench.postgres import deployed_postgres
from bench.reliability import check_place, replaced
from bench.running import running
from core.database import Database
from demo.pictures import jpeg, photo

DAYS = (10**6, 10**8, 10**9)  # images a day
PEAK = 2.0  # the busiest hour's rate over the day's mean
USE = 0.6  # of a core that may be in use then
CORES = 16  # of a machine
KEPT_DAYS = 30  # RETENTION_DAYS
DIFFERENT = 64
FIRST = 0.2  # of as many as are measured, before them
PAGE = 8192  # bytes of Postgres
GENERATOR, POSTGRES = "load generator", "Postgres"
TERA = 1e12


@dataclass(frozen=True, slots=True)
class Costs:
    """Of one image: milliseconds of a core by part, and bytes."""

    what: str
    images: int
    cpu: Mapping[str, float]
    sent: float  # as it was uploaded
    blobs: float
    rows: float  # with its results' and their indexes, and versions of them that nobody sees any more
    log: float  # that Postgres writes ahead
    whole_pages: float  # of the log: pages that were written whole, at most


@dataclass(frozen=True, slots=True)
class Needs:
    """What so many images a day need: cores in the busiest hour, machines, terabytes."""

    a_day: int
    rate: float  # in the busiest hour, a second
    cores: Mapping[str, float]
    machines: int  # that run web and workers
    browlines: int  # with a machine of their own for Postgres
    blobs: float  # kept
    rows: float  # kept
    log: float  # a day
    network: float  # gigabits a second, into the web


def needs(costs: Costs, a_day: int) -> Needs:
    """How many cores, machines and disks so many images a day take."""
    rate = PEAK * a_day / 86_400
    cores = {part: rate * ms / 1000 / USE for part, ms in costs.cpu.items() if part != GENERATOR}
    stateless = sum(cores.get(part, 0.0) for part in ("web", "workers"))
    return Needs(
        a_day=a_day,
        rate=rate,
        cores=cores,
        machines=math.ceil(stateless / CORES),
        browlines=math.ceil(cores.get(POSTGRES, 0.0) / CORES),
        blobs=a_day * KEPT_DAYS * costs.blobs / TERA,
        rows=a_day * KEPT_DAYS * costs.rows / TERA,
        log=a_day * costs.log / TERA,
        network=rate * costs.sent * 8 / 1e9,
    )


@click.command()
@click.option("--crops", default=10_000, show_default=True, help="Images of one face, 200×200.")
@click.option("--photos", default=600, show_default=True, help="Of 1920×1080 with two faces.")
@click.option("--out", default=Path("bench-results"), type=click.Path(path_type=Path), show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help="A page whose tables of costs are rewritten.")
def main(crops: int, photos: int, out: Path, into: Path | None) -> None:
    """Measure on a Postgres of its own; prints and writes what came out."""
    for mark in ("costs", "machines"):
        check_place(into, mark)
    faces = [jpeg(seed) for seed in range(DIFFERENT)]
    wide = [photo(seed, 1920, 1080, 2) for seed in range(8)]
    costs = [
        _measured("crop of 200×200", faces, crops, "face"),
        _measured("photo of 1920×1080, two faces", wide, photos, "auto"),
    ]
    print(f"{cost_table(costs)}\n\n{machine_table(costs)}")
    out.mkdir(exist_ok=True)
    target = out / f"costs-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.write_text(
        json.dumps({"cores": os.cpu_count(), "costs": [asdict(one) for one in costs]}, indent=2)
    )
    print(f"\nWritten to {target}")
    if into is not None:
        page = replaced(into.read_text(), "costs", cost_table(costs))
        into.write_text(replaced(page, "machines", machine_table(costs)))
    judge([Bar("parts that were seen", len(costs[0].cpu), "at least", len(PARTS) + 2, "parts")])


def _measured(what: str, pictures: Sequence[bytes], count: int, framing: str) -> Costs:
    """On a Postgres and a store of their own: in space that others left, rows would not show."""
    first = max(1, round(FIRST * count))
    print(f"{what}, {first:,} and then {count:,} of them …", flush=True)
    with (
        deployed_postgres() as postgres,
        tempfile.TemporaryDirectory() as home,
        running(Path(home), {"DATABASE_URL": postgres.address}) as server,
        closing(Database(postgres.address)) as database,
    ):
        empty = _size(database)
        pass_through(server, grouped(pictures, first), first, framing)  # the parts' own first times
        groups = grouped(pictures, count)
        meter, own, sql = Meter(server.process.pid), time.process_time(), postgres.cpu_seconds()
        log, blobs = _log(database), _bytes(server.home / "blobs")
        pass_through(server, groups, count, framing)
        cpu = {GENERATOR: time.process_time() - own, POSTGRES: postgres.cpu_seconds() - sql} | meter.spent()
        written, whole = (after - before for after, before in zip(_log(database), log, strict=True))
        return Costs(
            what=what,
            images=count,
            cpu={part: 1000 * seconds / count for part, seconds in sorted(cpu.items())},
            sent=sum(map(len, pictures)) / len(pictures),
            blobs=(_bytes(server.home / "blobs") - blobs) / count,
            rows=(_size(database) - empty) / (first + count),
            log=written / count,
            whole_pages=min(whole * PAGE, written) / count,
        )


def _size(database: Database) -> int:
    with database.read() as connection:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def _log(database: Database) -> tuple[int, int]:
    """Bytes of the log since the server began, and how many pages were written whole into it."""
    with database.read() as connection:
        lsn, pages = connection.exec_driver_sql(
            "SELECT pg_current_wal_lsn() - '0/0', wal_fpi FROM pg_stat_wal"
        ).one()
    return int(lsn), int(pages)


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def cost_table(costs: Sequence[Costs]) -> str:
    """An image's costs as Markdown, by part."""
    parts = sorted({part for one in costs for part in one.cpu})
    rows = [
        *((f"{part}, CPU", [f"{one.cpu.get(part, 0.0):.2f} ms" for one in costs]) for part in parts),
        ("**all but the load generator, CPU**", [f"**{_all(one):.2f} ms**" for one in costs]),
        ("sent", [f"{one.sent:,.0f} B" for one in costs]),
        ("in the store", [f"{one.blobs:,.0f} B" for one in costs]),
        ("rows and indexes", [f"{one.rows:,.0f} B" for one in costs]),
        ("Postgres' log", [f"{one.log:,.0f} B" for one in costs]),
        ("of it whole pages, at most", [f"{one.whole_pages:,.0f} B" for one in costs]),
        (
            f"one Postgres of {CORES} cores, {100 * USE:.0f} % of them in use",
            [f"{CORES * USE * 1000 / one.cpu[POSTGRES]:,.0f} images/s" for one in costs],
        ),
    ]
    head = [
        f"| an image | {' | '.join(one.what for one in costs)} |",
        "|---|" + "---:|" * len(costs),
    ]
    return "\n".join([*head, *(f"| {what} | {' | '.join(cells)} |" for what, cells in rows)])


def _all(costs: Costs) -> float:
    return sum(ms for part, ms in costs.cpu.items() if part != GENERATOR)


def machine_table(costs: Sequence[Costs]) -> str:
    """What the days need, as Markdown."""
    head = (
        "| | images a day | images/s at the peak | worker cores | web cores | Postgres cores "
        f"| machines of {CORES} cores for web and workers | for Postgres: complete Browlines "
        f"| into the web | store, {KEPT_DAYS} days | rows, {KEPT_DAYS} days | Postgres' log a day |\n"
        "|---|" + "---:|" * 11
    )
    return "\n".join([head, *(_row(one, needs(one, a_day)) for one in costs for a_day in DAYS)])


def _row(costs: Costs, needed: Needs) -> str:
    cores = " | ".join(f"{needed.cores.get(part, 0.0):,.1f}" for part in ("workers", "web", POSTGRES))
    disks = " | ".join(f"{tera:,.2f} TB" for tera in (needed.blobs, needed.rows, needed.log))
    return (
        f"| {costs.what} | {needed.a_day:,} | {needed.rate:,.0f} | {cores} | {needed.machines:,} "
        f"| {needed.browlines:,} | {needed.network:,.2f} Gbit/s | {disks} |"
    )


if __name__ == "__main__":
    main()
