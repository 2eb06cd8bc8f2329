"""`python -m bench.live`: the live camera alone and beside a bulk job, by the API and in a real browser."""

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from playwright.sync_api import Page, sync_playwright

from bench.bars import Bar, judge, tell_if_busy
from bench.camera import JOBS, Live, bulk_beside, live_frames, watch_live
from bench.chromium import find_chromium
from bench.running import Running, running
from demo.pictures import write_fake_camera

# Frames a second at least, and milliseconds at most, from grab to drawn beside a job, on two cores.
RATE, P95 = 15, 120
JUDGED = "grab to drawn, beside"
CAMERA = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


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
    target.write_text(json.dumps({name: asdict(live) for name, live in figures.items()}, indent=2))
    print(f"\nWritten to {target}")
    judge(bars(figures))


def _all(name: str, server: Running, watch: Callable[[], Live]) -> dict[str, Live]:
    """What a camera has alone, and beside each kind of job."""
    print(f"{name.capitalize()}, alone …", flush=True)
    figures = {f"{name}, alone": watch()}
    for kind, make in JOBS.items():
        print(f"{name.capitalize()}, beside a job of {kind} …", flush=True)
        with bulk_beside(server, make()):
            figures[f"{name}, beside a job of {kind}"] = watch()
    return figures


def bars(figures: dict[str, Live]) -> list[Bar]:
    """What is judged of these figures: whatever ran beside a job."""
    return [
        bar
        for name, live in figures.items()
        if name.startswith(JUDGED)
        for bar in (
            Bar(name, live.rate, "at least", RATE, "frames/s"),
            Bar(f"{name}, p95", live.p95, "at most", P95, "ms"),
        )
    ]


def _in_browser(server: Running, film: Path, seconds: float) -> dict[str, Live]:
    """The camera page's own figures, in a Chromium whose camera plays a drawn film."""
    chromium = find_chromium()
    if chromium is None:
        print("No Chromium is installed: the page is not measured.")
        return {}
    write_fake_camera(film)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=[*CAMERA, f"--use-file-for-fake-video-capture={film}"]
        )
        page = browser.new_page(base_url=server.url)
        page.goto(server.link)
        page.goto("/camera")
        page.get_by_role("button", name="Start the camera").click()
        figures = _all("grab to drawn", server, lambda: _watch_page(page, seconds))
        browser.close()
    return figures


def _watch_page(page: Page, seconds: float) -> Live:
    """Switch live on for so long and read what the page says in the end."""
    switch = page.get_by_role("switch", name="Live")
    switch.click()
    page.wait_for_timeout(1000 * seconds)
    said = page.locator("#figures").evaluate("(line) => ({ ...line.dataset })")
    switch.click()
    return Live(float(said["rate"]), float(said["p50"]), float(said["p95"]))


def _print(figures: dict[str, Live]) -> None:
    print(f"\n{os.cpu_count()} cores, frames of 640×480\n")
    for name, live in figures.items():
        print(f"{name:44} {live.rate:5.1f} frames/s   p50 {live.p50:4.0f} ms   p95 {live.p95:4.0f} ms")


if __name__ == "__main__":
    main()
