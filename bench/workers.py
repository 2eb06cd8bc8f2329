"""`python -m bench.workers`: the rate by the number of worker processes, real ones and those that only wait.

All of them on one Postgres. Real ones share the cores of this machine, so that more of them than cores add
nothing. Where the networks' time is only waited for, the rest of the way can be seen to grow on.
"""

import json
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from bench.bars import Bar, judge, tell_if_busy
from bench.claimers import Load
from bench.claims_bench import Bench, served
from bench.client import Client
from bench.curves import Curve, draw
from bench.end_to_end import grouped, pass_through
from bench.postgres import deployed_postgres
from bench.reliability import check_place, replaced
from bench.running import Running, running
from core.accounts.records import first_account
from core.blobs import open_store
from core.database import Database
from core.ids import new_id
from core.jobs.create import JobRequest, NewImage, add_images, create_job
from core.settings import Settings
from demo.pictures import jpeg

REAL, SIMULATED = "1,2,3,4", "1,2,4,8,16"
DIFFERENT, SIDE = 64, 200
WARM = 256  # images a worker, before it is measured
FROM, TO = 0.15, 0.85  # of the images, between which the rate is taken: all processes are at work
LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 600.0
DRAWING = Path("images") / "workers.svg"
GROWS = 0.8  # of twice the rate that twice the waiting workers must reach


@dataclass(frozen=True, slots=True)
class Rates:
    """Images a second by the number of worker processes."""

    real: dict[int, float]
    simulated: dict[int, float]
    service_ms: float


@click.command()
@click.option("--images", default=12_000, show_default=True, help="For each number of real workers.")
@click.option("--real", default=REAL, show_default=True, help="Numbers of real workers, with commas.")
@click.option("--simulated", default=SIMULATED, show_default=True, help="Numbers of those that only wait.")
@click.option("--service", default=5.0, show_default=True, help="Milliseconds that those wait an image.")
@click.option("--seconds", default=5.0, show_default=True, help="For each number of those.")
@click.option("--out", default=Path("bench-results"), type=click.Path(path_type=Path), show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help="A page whose table and drawing are rewritten.")
def main(
    images: int, real: str, simulated: str, service: float, seconds: float, out: Path, into: Path | None
) -> None:
    """Measure this machine; prints and writes what came out, and fails where the rate does not grow."""
    check_place(into, "workers")
    tell_if_busy()
    rates = Rates(
        {number: _real(number, images) for number in _numbers(real)},
        _simulated(_numbers(simulated), service, seconds),
        service,
    )
    print(f"\n{table(rates)}")
    out.mkdir(exist_ok=True)
    target = out / f"workers-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.write_text(json.dumps(asdict(rates) | {"cores": os.cpu_count()}, indent=2))
    print(f"\nWritten to {target}")
    if into is not None:
        into.write_text(replaced(into.read_text(), "workers", table(rates)))
        draw(_curves(rates), "worker processes", "images/s", into.parent / DRAWING)
    judge(bars(rates))


def bars(rates: Rates) -> list[Bar]:
    """What must grow."""
    first, second = sorted(rates.simulated)[:2]
    share = rates.simulated[second] * first / (rates.simulated[first] * second)
    return [Bar(f"{second} waiting workers, each one's rate to the first's", share, "at least", GROWS, "")]


def _numbers(words: str) -> list[int]:
    return [int(word) for word in words.split(",")]


def _real(workers: int, images: int) -> float:
    """Images a second that so many processes of `browline worker` end, when all of them come at once."""
    pictures = [jpeg(seed) for seed in range(DIFFERENT)]
    with (
        deployed_postgres() as postgres,  # as those that only wait have it
        tempfile.TemporaryDirectory() as home,
        running(Path(home), {"WORKERS": str(workers), "DATABASE_URL": postgres.address}) as server,
    ):
        pass_through(server, grouped(pictures, WARM * workers), WARM * workers)
        job = _come(server, pictures, images)
        rate = rate_of(_ended(server, job, images), images)
    print(f"{workers} real workers: {rate:,.0f} images/s", flush=True)
    return rate


def _come(server: Running, pictures: Sequence[bytes], images: int) -> str:
    """A job whose images lie in the store, and wait from one moment on; its id."""
    database, job = Database(server.sql_url), new_id()
    with open_store(Settings(home=server.home)).pack(job) as pack:
        refs = [pack.add(picture) for picture in pictures]
    rows = [
        NewImage(f"{n:06}.jpg", f"{n:064x}", SIDE, SIDE, refs[n % len(refs)], new_id()) for n in range(images)
    ]
    with database.write() as connection:
        owner = first_account(connection).id
        create_job(connection, owner, job, JobRequest("bench", 0.9, "face"))
        add_images(connection, owner, job, rows, 0)
    database.close()
    return job


def _ended(server: Running, job: str, images: int) -> list[tuple[float, int]]:
    """How many had ended, at which moments, until all have. Raises `RuntimeError` where they do not."""
    client, seen = Client(server), list[tuple[float, int]]()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not seen or seen[-1][1] < images:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{seen[-1][1]} of {images} images ended in {PATIENCE_SECONDS:.0f} s")
        counts = client.send("GET", f"/jobs/{job}")["counts"]
        seen.append((time.monotonic(), counts["classified"] + counts["no_face"] + counts["failed"]))
        time.sleep(LOOK_SECONDS)
    client.close()
    return seen


def rate_of(seen: Sequence[tuple[float, int]], images: int) -> float:
    """Images a second between the first moment after `FROM` of them and the first after `TO`."""
    (began, first), (until, last) = (
        next(moment for moment in seen if moment[1] >= share * images) for share in (FROM, TO)
    )
    if until == began:
        raise RuntimeError("they ended too fast to be timed: name more --images")
    return (last - first) / (until - began)


def _simulated(numbers: Sequence[int], service: float, seconds: float) -> dict[int, float]:
    """Images a second that so many processes end on one Postgres, where they wait for no network."""
    rates: dict[int, float] = {}
    with served("") as (address, server):
        for number in numbers:
            with Bench(address, server, processes=number) as bench:
                load = Load(address, number, service_ms=service, seconds=seconds)
                rates[number] = bench.point("waiting", load, 1).images
    return rates


def _curves(rates: Rates) -> dict[str, Curve]:
    cores = os.cpu_count()
    return {
        f"real, on {cores} cores": Curve(list(rates.real.items()), ideal=True),
        f"waiting {rates.service_ms:g} ms an image": Curve(list(rates.simulated.items()), ideal=True),
    }


def table(rates: Rates) -> str:
    """The figures as Markdown."""
    numbers = sorted({*rates.real, *rates.simulated})
    rows = {
        f"real, images/s on {os.cpu_count()} cores": rates.real,
        f"waiting {rates.service_ms:g} ms an image, images/s": rates.simulated,
    }
    lines = [
        f"| {what} | {' | '.join(f'{found[n]:,.0f}' if n in found else '' for n in numbers)} |"
        for what, found in rows.items()
    ]
    head = f"| worker processes | {' | '.join(map(str, numbers))} |"
    return "\n".join([head, "|---|" + "---:|" * len(numbers), *lines])


if __name__ == "__main__":
    main()
