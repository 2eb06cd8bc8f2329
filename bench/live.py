"""`python -m bench.live`: the live camera alone and beside a bulk job, by the API and in a real browser."""

import json
import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from bench.bars import Bar, judge, tell_if_busy
from bench.camera import JOBS, bulk_beside, live_frames, watch_live, with_bulk
from bench.chromium import find_chromium
from bench.live_figures import NOT_MEASURED, Live, for_json
from bench.live_page import camera_page, watch_page
from bench.running import Running, running

# Frames a second at least, and milliseconds at most, from grab to drawn beside a job, on two cores.
RATE, P95 = 15, 120
MOVED = 1  # images a second of the job beside at least: a camera may slow it, not stop it
JUDGED = "grab to drawn"


@click.command()
@click.option("--seconds", default=20.0, show_default=True, help="How long each camera runs.")
@click.option("--out", default=Path("bench-results"), type=click.Path(path_type=Path), show_default=True)
def main(seconds: float, out: Path) -> None:
    """Measure this machine; prints a table, writes it as JSON, and fails where a bar is missed."""
    tell_if_busy()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "home") as server:
        frames = live_frames()
        watch_live(server, frames, 2)
        figures = _all("grab to answer", server, lambda: watch_live(server, frames, seconds))
        figures |= _in_browser(server, Path(folder) / "person.mjpeg", seconds)
    _print(figures)
    out.mkdir(exist_ok=True)
    target = out / f"live-{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    target.write_text(json.dumps({name: for_json(live) for name, live in figures.items()}, indent=2))
    print(f"\nWritten to {target}")
    judge(bars(figures))


def _all(name: str, server: Running, watch: Callable[[], Live]) -> dict[str, Live]:
    """What a camera has alone, and beside each kind of job."""
    print(f"{name.capitalize()}, alone …", flush=True)
    figures = {f"{name}, alone": watch()}
    for kind, make in JOBS.items():
        print(f"{name.capitalize()}, beside a job of {kind} …", flush=True)
        with bulk_beside(server, make()):
            figures[f"{name}, beside a job of {kind}"] = with_bulk(server, watch)
    return figures


def bars(figures: dict[str, Live]) -> list[Bar]:
    """What is judged: the page beside each kind of job. What was not measured is missed."""
    names = [f"{JUDGED}, beside a job of {kind}" for kind in JOBS]
    return [
        bar
        for name, live in ((name, figures.get(name, NOT_MEASURED)) for name in names)
        for bar in (
            Bar(name, live.rate, "at least", RATE, "frames/s"),
            Bar(f"{name}, p95", live.p95, "at most", P95, "ms"),
            Bar(f"{name}, the job", live.bulk, "at least", MOVED, "images/s"),
        )
    ]


def _in_browser(server: Running, film: Path, seconds: float) -> dict[str, Live]:
    """The camera page's own figures."""
    chromium = find_chromium()
    if chromium is None:
        print("No Chromium is installed: the page is not measured, and its bars count as missed.")
        return {}
    with camera_page(server, chromium, film) as page:
        return _all(JUDGED, server, lambda: watch_page(page, seconds))


def _print(figures: dict[str, Live]) -> None:
    print(f"\n{os.cpu_count()} cores, frames of 640×480\n")
    for name, live in figures.items():
        print(
            f"{name:44} {live.rate:5.1f} frames/s   p50 {live.p50:4.0f} ms   p95 {live.p95:4.0f} ms"
            f"   {live.unanswered} of {live.sent} unanswered   {live.troubles} troubles"
            f"   {live.bulk:,.0f} images/s beside"
        )


if __name__ == "__main__":
    main()
