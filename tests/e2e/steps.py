"""Steps that several tests take: upload, wait for the end, make a job as a program would."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import APIRequestContext, Page, expect

JOB_PAGE = re.compile(r"/jobs/[0-9a-f-]{36}")


def upload(page: Page, files: Sequence[Path] | Path) -> str:
    """Choose files (or one folder) on the front page, wait for the job's page, return the job's id."""
    page.goto("/")
    chooser = "#folder" if isinstance(files, Path) else "#files"
    page.set_input_files(chooser, files)  # type: ignore[arg-type]
    page.wait_for_url(JOB_PAGE)
    return page.url.rsplit("/", 1)[1]


def wait_until_done(page: Page) -> None:
    """Wait until the job's page says by itself that the job has ended."""
    expect(page.locator("#job-head .word")).to_have_text("Done")


def wait_until_shown(page: Page) -> None:
    """Wait until a job's page shows the view that its address names."""
    expect(page.locator("#live")).not_to_have_attribute("aria-busy", "true")


def announce(api: APIRequestContext, files: Sequence[Path], **fields: str) -> str:
    """Make a job by the API, with some images and any announcement; return its id."""
    answer = api.post("jobs", multipart=fields | {"expected": fields.get("expected", str(len(files)))})
    job: str = answer.json()["id"]
    for file in files:
        sent = api.post(f"jobs/{job}/images", multipart={"images": file})
        assert sent.status == 202, sent.text()
    return job


def settled(page: Page) -> None:
    """Wait until the page has loaded and, where faces are asked about, the first of them are there."""
    page.wait_for_load_state("load")
    expect(page.locator("#review-wait")).to_be_hidden()


def beyond(page: Page) -> list[str]:
    """What lies beyond the right edge of the window, but for lines of code; nothing should."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main *")]
            .filter((element) => !element.closest("pre") && element.checkVisibility()
                && element.getBoundingClientRect().width
                && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map((element) => element.outerHTML.slice(0, 80))"""
    )
    return found


def rows(api: APIRequestContext, job: str, query: str = "") -> list[dict[str, Any]]:
    """The job's result rows, as the API lists them."""
    found: list[dict[str, Any]] = api.get(f"jobs/{job}/results?limit=1000{query}").json()["items"]
    return found
