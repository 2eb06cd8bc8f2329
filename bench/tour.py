"""`make tour`: photograph every page of a running system, in both themes, on a desktop and a phone.

What is to be seen are the pictures of `browline demo`. docs/tour.md gets its list of pages from here.
"""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.chromium import find_chromium
from bench.running import Running, running
from bench.tour_pages import STOPS, Stop
from bench.tour_text import write_tour
from demo.pictures import write_fake_camera

PICTURES = Path(__file__).parents[1] / "docs" / "images" / "tour"
QUALITY = 80
MOST_BYTES = 6_000_000  # all together
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
VIEWS: Mapping[str, Mapping[str, Any]] = {
    "": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"},
    "-dark": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"},
    "-phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
    "-phone-dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


def main() -> None:
    """Start everything in a home of its own, fill it, photograph; names as arguments keep to these pages."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("The tour needs a Chromium; install one and run it again.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    stops = [stop for stop in STOPS if not sys.argv[1:] or stop.name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "home") as system:
        film = Path(folder) / "person.mjpeg"
        write_fake_camera(film, width=1280, height=720)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=[*ARGUMENTS, f"--use-file-for-fake-video-capture={film}"]
            )
            missed = _walk(browser, system, stops)
            browser.close()
    write_tour()
    total = sum(path.stat().st_size for path in PICTURES.iterdir())
    print(f"{len(list(PICTURES.iterdir()))} pictures, {total / 1e6:.1f} MB")
    if missed or total > MOST_BYTES:
        raise SystemExit(f"Not photographed: {', '.join(missed) or 'none'}; at most {MOST_BYTES:,} bytes.")


def _walk(browser: Browser, system: Running, stops: list[Stop]) -> list[str]:
    """The names of the pictures that could not be taken."""
    entrance = browser.new_context(base_url=system.url)
    entrance.new_page().goto(system.link)
    state = entrance.storage_state()
    entrance.close()
    places = _fill(system)
    missed = []
    for stop in stops:
        for view, how in VIEWS.items():
            known = state if stop.who == "admin" else None
            context = browser.new_context(base_url=system.url, storage_state=known, **how)
            try:
                _photograph(context, stop, places, f"{stop.name}{view}")
            except Exception as error:  # one page that is not there must not cost the others
                print(f"{stop.name}{view}: {str(error).splitlines()[0]}", file=sys.stderr, flush=True)
                missed.append(f"{stop.name}{view}")
            context.close()
    return missed


def _fill(system: Running) -> dict[str, str]:
    """Run the demo; what the addresses of pages are made of."""
    environment = os.environ | system.environment
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "demo"],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    job = done.stdout.strip().rpartition("/")[2]
    rows = system.get(f"/jobs/{job}/results?filename=group&limit=100")["items"]
    image = max(rows, key=lambda row: row["face_index"] or 0)["image_id"]
    return {"job": job, "image": image, "versions": "browline-3,seed-1"}


def _photograph(context: BrowserContext, stop: Stop, places: Mapping[str, str], name: str) -> None:
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(stop.path.format(**places))
    page.locator(stop.wait).first.wait_for()
    if stop.act is not None:
        stop.act(page)
    _shoot(page, name, idle=not stop.live)
    page.goto("about:blank")  # who leaves a review gives its faces back, to the next view of it
    page.wait_for_timeout(300)


def _shoot(page: Page, name: str, *, idle: bool) -> None:
    """Photograph the page when its pictures have come."""
    if idle:
        page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    path = PICTURES / f"{name}.webp"
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(path, quality=QUALITY, method=6)
    print(f"docs/images/tour/{path.name}  {path.stat().st_size / 1000:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
