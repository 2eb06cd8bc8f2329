"""Uploads that are interrupted: nothing is lost, nothing is doubled, and a person is told."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, BrowserContext, CDPSession, Page, Route, expect

from tests.e2e.files import write_noise
from tests.e2e.steps import JOB_PAGE, announce, wait_until_done

pytestmark = pytest.mark.e2e


class BadLine:
    """Loses the first answer after the server has done its work, then every request until it is mended."""

    def __init__(self, devtools: CDPSession) -> None:
        self.keys: list[str] = []  # of the requests, in order
        self.losses = 0
        self.mended = False
        self._devtools = devtools
        self._answers = 0
        stages = [
            {"urlPattern": "*/images?begun=*", "requestStage": stage} for stage in ("Request", "Response")
        ]
        devtools.on("Fetch.requestPaused", self._pass_or_lose)
        devtools.send("Fetch.enable", {"patterns": stages})

    def _pass_or_lose(self, paused: dict[str, Any]) -> None:
        if "responseStatusCode" in paused:
            self._answers += 1
            lost = self._answers == 1
        else:
            self.keys.append(paused["request"]["headers"]["Idempotency-Key"])
            lost = self._answers > 0 and not self.mended
        way = {"requestId": paused["requestId"]}
        self.losses += lost
        if lost:
            self._devtools.send("Fetch.failRequest", way | {"errorReason": "ConnectionReset"})
        else:
            self._devtools.send("Fetch.continueRequest", way)


def received(api: APIRequestContext, job: str) -> list[str]:
    items = api.get(f"jobs/{job}/images?limit=1000").json()["items"]
    return sorted(item["filename"].rsplit("/", 1)[-1] for item in items)


def test_a_lost_answer_and_a_lost_connection_double_nothing(
    page: Page, api: APIRequestContext, tmp_path: Path
) -> None:
    files = write_noise(tmp_path, 300)
    line = BadLine(page.context.new_cdp_session(page))
    page.goto("/")
    page.set_input_files("#files", files)
    expect(page.get_by_text("Connection lost;")).to_be_visible()
    expect(page.get_by_text("are safe; trying again")).to_be_visible()
    line.mended = True
    page.wait_for_url(JOB_PAGE)
    assert received(api, page.url.rsplit("/", 1)[1]) == [file.name for file in files]
    assert line.losses > 1  # an answer, and requests
    assert len(line.keys) == 5 + line.losses  # five groups, and a retry for each loss
    assert len(set(line.keys)) == 5  # with the key of its group


def test_the_page_says_that_what_it_shows_is_old(
    page: Page, context: BrowserContext, api: APIRequestContext, portraits: Path
) -> None:
    job = announce(api, sorted(portraits.iterdir())[:2], expected="9", name="Slow line")
    page.goto(f"/jobs/{job}")
    expect(page.get_by_text("2 of 9 announced images have come")).to_be_visible()
    context.set_offline(True)
    expect(page.get_by_text("Lost connection, showing")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("Lost connection, showing")).to_be_hidden()


def test_missing_files_are_added_by_choosing_the_folder_again(
    page: Page, api: APIRequestContext, portraits: Path
) -> None:
    job = announce(api, sorted(portraits.iterdir())[:15], expected="40", name="Ward 3")
    page.goto(f"/jobs/{job}")
    expect(page.get_by_text("15 of 40 announced images have come")).to_be_visible()
    page.set_input_files("#missing-folder", portraits)
    wait_until_done(page)
    assert received(api, job) == sorted(path.name for path in portraits.iterdir())


def test_the_panel_goes_when_what_was_missing_has_come(
    page: Page, api: APIRequestContext, tmp_path: Path
) -> None:
    files = write_noise(tmp_path, 5)
    (tmp_path / "notes.txt").write_text("no image")
    job = announce(api, files[:2], expected="5", name="Ward 4")
    page.goto(f"/jobs/{job}?decision=uncertain")
    page.set_input_files("#missing-folder", tmp_path)
    wait_until_done(page)
    expect(page.locator("#sending")).to_be_hidden()
    expect(page.locator("#refused-before")).to_contain_text("1 file was refused")
    expect(page.locator("#refused-before").get_by_text("notes.txt")).to_be_visible()
    expect(page).to_have_title("job Ward 4 – Browline")


def test_stopping_what_is_added_keeps_what_came(page: Page, api: APIRequestContext, tmp_path: Path) -> None:
    files = write_noise(tmp_path, 201)
    job = announce(api, files[-1:], expected="201", name="Ward 5")
    sent: list[Route] = []

    def only_the_first(route: Route) -> None:
        sent.append(route)
        if len(sent) == 1:
            route.continue_()

    page.route("**/images?begun=*", only_the_first)
    page.goto(f"/jobs/{job}")
    page.set_input_files("#missing-files", files)
    expect(page.locator("#sending h2")).to_contain_text("Sending 64 of 200")
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Stop and keep 64").click()
    wait_until_done(page)
    expect(page.locator("#sending")).to_be_hidden()
    expect(page.locator("#headline-all .count")).to_have_text("65")
    expect(page).to_have_title("job Ward 5 – Browline")


def test_a_job_can_finish_with_what_came(page: Page, api: APIRequestContext, portraits: Path) -> None:
    job = announce(api, sorted(portraits.iterdir())[:3], expected="10")
    page.goto(f"/jobs/{job}")
    page.get_by_role("button", name="Finish with what came").click()
    expect(page.locator("#confirm")).to_contain_text("7 announced images will not be waited for")
    page.get_by_role("button", name="Finish", exact=True).click()
    wait_until_done(page)
    assert api.get(f"jobs/{job}").json()["counts"]["expected"] == 3


def test_stopping_an_upload_keeps_what_came(page: Page, api: APIRequestContext, tmp_path: Path) -> None:
    files = write_noise(tmp_path, 200)
    stuck: list[Route] = []
    page.route("**/images?begun=*", lambda route: stuck.append(route) if stuck or not first(route) else None)
    sent: list[str] = []

    def first(route: Route) -> bool:
        if sent:
            return False
        sent.append(route.request.url)
        route.continue_()
        return True

    page.goto("/")
    page.set_input_files("#files", files)
    expect(page.locator("#sending h2")).to_contain_text("Sending 64 of 200")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator("#stop")).to_contain_text("64 of 200 images are safe")
    page.get_by_role("button", name="Stop and keep 64").click()
    page.wait_for_url(JOB_PAGE)
    wait_until_done(page)
    expect(page.locator("#headline-all .count")).to_have_text("64")


def test_stopping_keeps_what_came_though_no_answer_did(
    page: Page, api: APIRequestContext, tmp_path: Path
) -> None:
    files = write_noise(tmp_path, 10)
    BadLine(page.context.new_cdp_session(page))
    page.goto("/")
    page.set_input_files("#files", files)
    expect(page.get_by_text("Connection lost; 0 of 10 are safe")).to_be_visible()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.locator("#stop").get_by_role("button", name="Stop", exact=True).click()
    page.wait_for_url(JOB_PAGE)
    assert received(api, page.url.rsplit("/", 1)[1]) == [file.name for file in files]


def test_stopping_what_is_added_leaves_what_was_there(
    page: Page, api: APIRequestContext, portraits: Path
) -> None:
    job = announce(api, sorted(portraits.iterdir())[:2], expected="40")
    page.route("**/images?begun=*", lambda _: None)
    page.goto(f"/jobs/{job}")
    page.set_input_files("#missing-folder", portraits)
    expect(page.locator("#sending h2")).to_contain_text("Sending 0 of")
    page.get_by_role("button", name="Stop", exact=True).click()
    with page.expect_navigation():
        page.locator("#stop").get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("2 of 40 announced images have come")).to_be_visible()
    assert len(received(api, job)) == 2
