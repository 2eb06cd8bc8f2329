"""`python -m bench.load`: many clients at once ask how far a job is, while it is worked on."""

import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import click
import numpy as np

from bench.bars import Bar, judge, tell_if_busy
from bench.client import Client
from bench.end_to_end import grouped, start_job
from bench.reliability import replaced
from bench.running import Running, running
from demo.pictures import jpeg

DIFFERENT = 256
EXPECTED = 1_000_000  # in the job, which must outlast the questions
EVERY = 1.0  # seconds between two questions of a client, as the answer's Retry-After says


@dataclass(frozen=True, slots=True)
class Held:
    """What the clients met; milliseconds from the question to the whole answer."""

    clients: int
    seconds: float
    questions: int
    errors: int
    p50: float
    p99: float
    worst: float
    images: int  # that ended meanwhile

    def __str__(self) -> str:
        return (
            f"{self.clients} clients, {self.questions:,} questions in {self.seconds:.0f} s beside "
            f"{self.images:,} images: p50 {self.p50:.0f}, p99 {self.p99:.0f}, worst {self.worst:.0f} ms, "
            f"{self.errors} errors"
        )


@dataclass(slots=True)
class _Asking:
    """One client's times and errors."""

    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@click.command()
@click.option("--clients", default=200, show_default=True)
@click.option("--seconds", default=30.0, show_default=True)
@click.option("--out", default=Path("bench-results"), type=click.Path(path_type=Path), show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help="A page whose table of the load is rewritten.")
def main(clients: int, seconds: float, out: Path, into: Path | None) -> None:
    """Measure this machine; prints and writes what came out, and fails where a client met an error."""
    tell_if_busy()
    groups = grouped([jpeg(seed) for seed in range(DIFFERENT)], 10 * DIFFERENT)
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as server:
        job = start_job(server, EXPECTED, "load")
        with fed(server, job, groups):
            held = load_held(server, job, clients, seconds)
    print(held)
    out.mkdir(exist_ok=True)
    target = out / f"load-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.write_text(json.dumps(asdict(held) | {"cores": os.cpu_count()}, indent=2))
    print(f"Written to {target}")
    if into is not None:
        into.write_text(replaced(into.read_text(), "load", load_table(held)))
    judge(
        [
            Bar("errors", held.errors, "at most", 0, "answers"),
            Bar("images that ended meanwhile", held.images, "at least", 1, "images"),
        ]
    )


def load_table(held: Held) -> str:
    """The figures as Markdown."""
    return (
        "| clients, each once a second | questions | errors | p50 | p99 | slowest | images ended |\n"
        "|---:|---:|---:|---:|---:|---:|---:|\n"
        f"| {held.clients} | {held.questions:,} in {held.seconds:.0f} s | {held.errors} | {held.p50:.0f} ms "
        f"| {held.p99:.0f} ms | {held.worst:.0f} ms | {held.images:,} |"
    )


@contextmanager
def fed(server: Running, job: str, groups: Sequence[tuple[bytes, str]]) -> Iterator[None]:
    """A job that gets more images all the time."""
    enough = threading.Event()

    def feed() -> None:
        client = Client(server)
        for body, content_type in cycle(groups):
            if enough.is_set():
                break
            client.send("POST", f"/jobs/{job}/images", body, content_type)
        client.close()

    feeding = threading.Thread(target=feed)
    feeding.start()
    try:
        yield
    finally:
        enough.set()
        feeding.join()


def load_held(server: Running, job: str, clients: int, seconds: float) -> Held:
    """Let so many clients ask once a second each, on a kept connection each, for so long."""
    before, until = _ended(server, job), time.monotonic() + seconds

    def ask(number: int) -> _Asking:
        return _ask(server, job, EVERY * number / clients, until)

    with ThreadPoolExecutor(clients) as pool:
        asked = list(pool.map(ask, range(clients)))
    taken = [each for one in asked for each in one.taken]
    p50, p99 = np.percentile(taken, [50, 99])
    for error in [error for one in asked for error in one.errors][:5]:
        print(error)
    return Held(
        clients,
        seconds,
        len(taken),
        sum(len(one.errors) for one in asked),
        float(p50),
        float(p99),
        max(taken),
        _ended(server, job) - before,
    )


def _ask(server: Running, job: str, first: float, until: float) -> _Asking:
    asking, client = _Asking(), Client(server)
    time.sleep(first)
    while (began := time.monotonic()) < until:
        try:
            client.send("GET", f"/jobs/{job}")
        except (RuntimeError, OSError) as error:
            asking.errors.append(str(error))
            client.close()
        asking.taken.append(1000 * (time.monotonic() - began))
        time.sleep(max(0.0, began + EVERY - time.monotonic()))
    client.close()
    return asking


def _ended(server: Running, job: str) -> int:
    counts = server.get(f"/jobs/{job}")["counts"]
    return int(counts["classified"] + counts["no_face"] + counts["failed"])


if __name__ == "__main__":
    main()
