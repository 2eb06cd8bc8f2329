"""How fast the reviewer's page is: faces settled by keys in a browser, one by one and fifty at a glance.

A person's pace is not part of it: once each key comes when the next face is there, once after a thought.
"""

import json
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import click

from bench.bars import Bar, judge, tell_if_busy
from bench.chromium import find_chromium
from bench.client import Client
from bench.review_page import Sitting, reviewer_page, settle
from bench.running import Running, running
from cli.form import multipart
from demo.pictures import jpeg

FACES, AT_ONCE = 200, 50
THOUGHT = 0.7  # seconds
KEYS = ("f", "m", "Space", "u", "x")
A_MINUTE, WAIT = 60, 100  # bars: faces, and ms from a key to the next face (p95)


@click.command()
@click.option("--out", default=Path("bench-results"), type=click.Path(path_type=Path), show_default=True)
def main(out: Path) -> None:
    """Settle 200 faces three times; prints a table, writes it as JSON, and fails where a bar is missed."""
    tell_if_busy()
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("This bench needs a Chromium; install one and run it again.")
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as server:
        sittings = _sittings(server, chromium)
    for name, sitting in sittings.items():
        print(f"{name:32} {a_minute(sitting):8,.0f} faces/min, p95 {p95(sitting):4.0f} ms to the next")
    out.mkdir(exist_ok=True)
    target = out / f"review-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.write_text(json.dumps({name: asdict(sitting) for name, sitting in sittings.items()}, indent=2))
    print(f"\nWritten to {target}")
    judge([bar for name, sitting in sittings.items() for bar in _bars(name, sitting)])


def a_minute(sitting: Sitting) -> float:
    """Faces settled a minute, until the last word was kept."""
    return 60 * sitting.faces / sitting.seconds


def p95(sitting: Sitting) -> float:
    """Milliseconds from a key to the next face painted that 95 % of the keys stay under."""
    return quantiles(sitting.waits, n=20, method="inclusive")[-1]


def _bars(name: str, sitting: Sitting) -> list[Bar]:
    bars = [Bar(name, a_minute(sitting), "at least", A_MINUTE, "faces/min")]
    if sitting.faces == len(sitting.waits):  # a key a face
        bars.append(Bar(f"{name}, key to next face (p95)", p95(sitting), "at most", WAIT, "ms"))
    return bars


def _sittings(server: Running, chromium: str) -> Mapping[str, Sitting]:
    ways = {
        "one by one, as fast as it goes": ("one", [KEYS[n % len(KEYS)] for n in range(FACES)], 0.0),
        f"one by one, {THOUGHT} s thought each": (
            "one",
            [KEYS[n % len(KEYS)] for n in range(FACES)],
            THOUGHT,
        ),
        "fifty at a glance": ("grid", ["Enter"] * (FACES // AT_ONCE), 0.0),
    }
    found = {}
    with reviewer_page(server, chromium) as page:
        for name, (mode, keys, thought) in ways.items():
            job = _job(server)
            address = f"/review?job={job}&which=all&mode={mode}"
            found[name] = settle(page, address, keys, FACES, thought)
            _check(server, job)
    return found


def _job(server: Running) -> str:
    """A job of so many faces, all of them classified."""
    client = Client(server)
    pictures = [(f"{seed}.jpg", jpeg(seed)) for seed in range(FACES)]
    job: str = client.send("POST", "/jobs", *multipart(pictures, {"framing": "face", "name": "Bench"}))["id"]
    while client.send("GET", f"/jobs/{job}")["state"] != "done":
        time.sleep(0.5)
    client.close()
    return job


def _check(server: Running, job: str) -> None:
    """Raises `RuntimeError` unless every face of the job is settled."""
    client = Client(server)
    rows = client.send("GET", f"/jobs/{job}/results?reviewed=true&limit=1000")["items"]
    client.close()
    if len(rows) != FACES:
        raise RuntimeError(f"{len(rows)} of {FACES} faces were settled.")


if __name__ == "__main__":
    main()
