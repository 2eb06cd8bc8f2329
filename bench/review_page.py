"""The reviewer's page in a Chromium, worked by keys, and when each next face was painted."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

from bench.running import Running

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run")
# After a key: the next face is there, its picture decoded, and the frame that shows it is under way.
WATCH = """
  window.painted = [];
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  document.addEventListener("keydown", async (event) => {
    const place = window.painted.push(null) - 1;
    let shown;
    do {
      await frame();
      shown = document.querySelector(":is(.review-card, .review-grid):not([hidden])");
    } while (!shown && document.getElementById("review-end").hidden);
    const pictures = [...(shown?.querySelectorAll("img, image") ?? [])].map((element) => {
      const picture = new Image();
      picture.src = element.getAttribute("href") ?? element.src;
      return picture.decode();
    });
    await Promise.all(pictures);
    await frame();
    window.painted[place] = performance.now() - event.timeStamp;
  }, { capture: true });
"""


@dataclass(frozen=True, slots=True)
class Sitting:
    """So many faces settled in so many seconds; `waits` in ms, from each key to the next painted."""

    faces: int
    seconds: float
    waits: Sequence[float]


@contextmanager
def reviewer_page(server: Running, chromium: str) -> Iterator[Page]:
    """A signed-in page that watches itself."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(base_url=server.url, viewport={"width": 1280, "height": 860})
        page.add_init_script(WATCH)
        page.goto(server.link)
        yield page
        browser.close()


def settle(
    page: Page, address: str, keys: Iterable[str], thought: float, settled: Callable[[], int]
) -> Sitting:
    """Press these keys, each when its face was painted and thought about, until none is left.

    `settled` counts the faces that the server has as reviewed.
    """
    page.goto(address)
    page.locator(":is(.review-card, .review-grid):not([hidden])").wait_for()
    page.wait_for_load_state("networkidle")
    began = time.monotonic()
    for number, key in enumerate(keys, start=1):
        if page.locator("#review-end").is_visible():
            break
        time.sleep(thought)
        page.keyboard.press(key)
        page.wait_for_function("(count) => window.painted[count - 1]", arg=number)
    page.locator("#review-saving").wait_for(state="hidden")
    seconds = time.monotonic() - began
    return Sitting(settled(), seconds, page.evaluate("() => window.painted"))
