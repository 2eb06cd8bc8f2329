"""How fast the reviewer's page is: faces settled by keys in a browser, one by one and fifty at a glance.

A person's pace is not part of it: once each key comes when the next face is there, once after a thought.
"""

import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles

import click

from bench.bars import Bar, judge, tell_if_busy
from bench.chromium import find_chromium
from bench.client import Client
from bench.reliability import check_place, replaced
from bench.review_page import Sitting, reviewer_page, settle
from bench.running import Running, running
from cli.form import multipart
from demo.pictures import jpeg

FACES = 200
THOUGHT = 0.7  # seconds
KEYS = ("f", "m", "Space", "u", "x")
A_MINUTE, WAIT = 60, 100  # bars: faces, and ms from a key to the next face (p95)
MARK = "review"  # of the table in a page


@click.command()
@click.option("--faces", default=FACES, show_default=True, type=click.IntRange(2))
@click.option("--out", default=Path("bench-results"), type=click.Path(path_type=Path), show_default=True)
@click.option("--into", type=click.Path(path_type=Path), help="A page whose table of results is rewritten.")
def main(faces: int, out: Path, into: Path | None) -> None:
    """Settle the faces of a job three times; prints and writes each, and fails where a bar is missed."""
    check_place(into, MARK)
    tell_if_busy()
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("This bench needs a Chromium; install one and run it again.")
    out.mkdir(exist_ok=True)
    target = out / f"review-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    sittings = {}
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as server:
        for name, sitting in _sittings(server, chromium, faces):
            print(f"{name:32} {a_minute(sitting):8,.0f} faces/min, p95 {p95(sitting):4.0f} ms to the next")
            sittings[name] = sitting
            target.write_text(json.dumps({each: asdict(one) for each, one in sittings.items()}, indent=2))
    print(f"\nWritten to {target}")
    if into is not None:
        into.write_text(replaced(into.read_text(), MARK, written(sittings)))
    judge([bar for name, sitting in sittings.items() for bar in bars(name, sitting, faces)])


def written(sittings: Mapping[str, Sitting]) -> str:
    """The figures as Markdown."""
    rows = (
        f"| {name} | {one.faces} | {a_minute(one):,.0f} | {len(one.waits)} | {p95(one):.0f} ms |"
        for name, one in sittings.items()
    )
    return "\n".join(["| | faces | a minute | keys | p95 to the next |", "|---|---:|---:|---:|---:|", *rows])


def a_minute(sitting: Sitting) -> float:
    """Faces settled a minute, until the last word was kept."""
    return 60 * sitting.faces / sitting.seconds


def p95(sitting: Sitting) -> float:
    """Milliseconds from a key to the next face painted that 95 % of the keys stay under."""
    waits = sitting.waits
    return quantiles(waits, n=20, method="inclusive")[-1] if len(waits) > 1 else waits[0]


def bars(name: str, sitting: Sitting, faces: int) -> list[Bar]:
    """What a sitting must reach: all settled, soon, and the next face at once where a key settles one."""
    found = [
        Bar(f"{name}, settled", sitting.faces, "at least", faces, "faces"),
        Bar(name, a_minute(sitting), "at least", A_MINUTE, "faces/min"),
    ]
    if len(sitting.waits) >= sitting.faces:  # a key a face
        found.append(Bar(f"{name}, key to next face (p95)", p95(sitting), "at most", WAIT, "ms"))
    return found


def _sittings(server: Running, chromium: str, faces: int) -> Iterator[tuple[str, Sitting]]:
    """Each as it ends. A grid holds faces of one label, so how many there are is known at the end."""
    ways = (
        ("one by one, as fast as it goes", "one", KEYS, 0.0),
        (f"one by one, {THOUGHT} s thought each", "one", KEYS, THOUGHT),
        ("fifty at a glance", "grid", ("Enter",), 0.0),
    )
    with reviewer_page(server, chromium) as page:
        for name, mode, keys, thought in ways:
            job = _job(server, faces)
            address = f"/review?job={job}&which=all&mode={mode}"
            pressed = islice(cycle(keys), faces + 1)
            yield name, settle(page, address, pressed, thought, partial(_settled, server, job))


def _job(server: Running, faces: int) -> str:
    """A job of so many faces, all of them classified."""
    client = Client(server)
    pictures = [(f"{seed}.jpg", jpeg(seed)) for seed in range(faces)]
    job: str = client.send("POST", "/jobs", *multipart(pictures, {"framing": "face", "name": "Bench"}))["id"]
    while client.send("GET", f"/jobs/{job}")["state"] != "done":
        time.sleep(0.5)
    client.close()
    return job


def _settled(server: Running, job: str) -> int:
    """How many faces of the job are reviewed."""
    return len(server.get(f"/jobs/{job}/results?reviewed=true&limit=1000")["items"])


if __name__ == "__main__":
    main()
