"""The camera page in a Chromium whose camera plays a drawn film, and what it tells of every frame."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.live_figures import Live, told
from bench.running import Running
from demo.pictures import write_fake_camera

CAMERA = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
GRACE = 2.0  # seconds for the frames that are under way in the end
COLLECT = """
  window.told = [];
  document.addEventListener("live-frame", ({ detail }) => window.told.push(detail));
"""


@contextmanager
def camera_page(server: Running, chromium: str, film: Path) -> Iterator[Page]:
    """The page with its camera running, live switched off."""
    write_fake_camera(film)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=[*CAMERA, f"--use-file-for-fake-video-capture={film}"]
        )
        page = browser.new_page(base_url=server.url)
        page.add_init_script(COLLECT)
        page.goto(server.link)
        page.goto("/camera")
        page.get_by_role("button", name="Start the camera").click()
        yield page
        browser.close()


def watch_page(page: Page, seconds: float) -> Live:
    """Switch live on for so long, and a little longer to hear of its last frames. The page has `COLLECT`."""
    switch = page.get_by_role("switch", name="Live")
    began = page.evaluate("() => { window.told = []; return performance.now(); }")
    switch.click()
    page.wait_for_timeout(1000 * seconds)
    now = page.evaluate("() => performance.now()")
    page.wait_for_timeout(1000 * GRACE)
    events = page.evaluate("() => window.told")
    switch.click()
    return told(events, began, now)
