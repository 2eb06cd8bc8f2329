"""The pages that `make tour` photographs: where each is, what it is about, and when it is there.

A page that comes to be gets a line here, and with that its four pictures and its place in docs/tour.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page

Who = Literal["admin", "nobody"]


@dataclass(frozen=True, slots=True)
class Stop:
    """`path` may name `{job}`, a done demo job, `{image}` of several faces in it, and `{versions}` of models.

    `wait` is a selector that shows when the page is there; `act` is done then, before the picture.
    """

    name: str
    title: str
    sentence: str
    path: str
    wait: str
    act: Callable[[Page], None] | None = None
    who: Who = "admin"
    live: bool = False  # its traffic never rests


def _open_first_row(page: Page) -> None:
    page.locator("#rows tr").first.click()
    page.wait_for_url("**/faces/*")


def _snapshots(page: Page) -> None:
    page.get_by_role("button", name="Start the camera").click()
    for taken in range(1, 4):
        page.get_by_role("button", name="Take a snapshot").click()
        page.locator(f"#recent li:nth-child({taken})").wait_for()
        page.wait_for_timeout(700)


def _live(page: Page) -> None:
    page.get_by_role("button", name="Start the camera").click()
    page.locator("#video").wait_for()
    page.wait_for_timeout(1500)
    page.keyboard.press("l")
    page.locator("#faces .face").first.wait_for()
    page.wait_for_timeout(3000)
    page.screenshot()  # the first one stops the video for a moment
    page.wait_for_timeout(1500)


STOPS: Sequence[Stop] = (
    Stop(
        "sign-in", "Sign in", "With a name and a password, or by the link that `make run` prints.",
        "/sign-in", "main form", who="nobody",
    ),
    Stop(
        "jobs", "Jobs", "Files are dropped anywhere on the page; below, each job and what became of it.",
        "/", "#job-rows li",
    ),
    Stop(
        "table", "Results", "Each number is a link to its rows; filters, order and page are in the address.",
        "/jobs/{job}", "#rows tr",
    ),
    Stop(
        "gallery", "Gallery", "The same rows as pictures; here as there J and K move, Enter opens one.",
        "/jobs/{job}?view=gallery", "#rows li",
    ),
    Stop(
        "uncertain", "Uncertain ones", "Under the threshold nothing is decided; those are for a person.",
        "/jobs/{job}?decision=uncertain&sort=-confidence", "#rows tr",
    ),
    Stop(
        "face", "One face", "Both probabilities, the box, the model, what may have misled it, who said what.",
        "/jobs/{job}?decision=male&sort=-confidence", "#rows tr", _open_first_row,
    ),
    Stop(
        "failed", "Failed ones", "A file that could not be read says why, and can be tried again.",
        "/jobs/{job}?status=failed", "#rows tr",
    ),
    Stop(
        "photo", "A photo", "All faces of a photo in boxes, and what is said of each.",
        "/images/{image}", "li.face",
    ),
    Stop(
        "review", "Review", "One face large, a key for each answer, the next one there at once.",
        "/review?job={job}", "main button",
    ),
    Stop(
        "grid", "Review at a glance", "Fifty sure faces at once: click the wrong ones, confirm the rest.",
        "/review?job={job}&mode=grid&which=all&order=sure", "main img",
    ),
    Stop(
        "trust", "Trust", "How often the model was right, by a random sample that people settled.",
        "/jobs/{job}/trust", "main h1",
    ),
    Stop("trust-all", "Trust over all jobs", "The same, for those that have a sample.", "/trust", "main h1"),
    Stop(
        "camera", "Camera", "Snapshots overtake whatever else is queued, and stay in the day's job.",
        "/camera", "main button", _snapshots,
    ),
    Stop(
        "live", "Live", "Frame after frame, boxes and labels follow the faces, and nothing is kept.",
        "/camera", "main button", _live, live=True,
    ),
    Stop(
        "model", "The model", "What it is for and not for, how good it is on what, and where it fails.",
        "/model", "main h1",
    ),
    Stop(
        "versions", "Versions side by side", "What was measured of each, on the same pictures.",
        "/model?compare={versions}", "main h1",
    ),
    Stop("account", "Account", "Its password, its tokens, its data.", "/account", "main h1"),
    Stop("accounts", "Accounts", "Who may come in, and as what.", "/accounts", "main h1"),
    Stop("journal", "Journal", "Who did what, and when; no file is named.", "/journal", "main h1"),
    Stop("api", "The API", "For programs it is at `/api/v1/openapi.json`.", "/api/docs", "main"),
    Stop("missing", "Nothing there", "An error says what happened and where to go.", "/nowhere", "main h1"),
)  # fmt: skip
