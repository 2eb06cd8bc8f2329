"""`python -m bench.claims`: how many images a second go through one Postgres, by the number of workers.

Workers claim and finish by the real code and only wait where the networks would run, so that two hundred of
them fit beside the database. What they and the database use of the cores is told apart.
"""

import json
import os
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from bench.bars import Bar, judge, tell_if_busy
from bench.claimers import Load
from bench.claims_bench import MANY, Bench, served
from bench.claims_measured import help_table, table
from bench.reliability import check_place, replaced

WORKERS = "1,2,5,10,20,50,100,200"
SATURATING = 32  # workers that never wait, where what helps is tried
CLAIM_MS = 5.0


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


if __name__ == "__main__":
    main()
