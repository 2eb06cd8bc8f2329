"""The camera page, with a camera that plays a drawn film, with one that is refused, and with none."""

from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, BrowserContext, Page, Playwright, expect

from bench.running import Running
from tests.e2e.conftest import ARGUMENTS

pytestmark = pytest.mark.e2e


def test_snapshots_by_button_and_by_space(camera: Page, api: APIRequestContext) -> None:
    camera.goto("/camera")
    shutter = camera.get_by_role("button", name="Take a snapshot")
    expect(shutter).to_be_disabled()
    expect(camera.locator("video")).to_be_hidden()  # the camera is not asked for before a click
    camera.get_by_role("button", name="Start the camera").click()
    expect(shutter).to_be_enabled()

    shutter.click()
    recent = camera.locator("#recent li")
    expect(recent).to_have_count(1)
    answer = camera.locator("#answer strong")
    assert answer.inner_text() in {"Female", "Male", "Uncertain"}
    expect(camera.locator("#answer .share")).to_contain_text("%")
    expect(camera.locator("#round-trip")).to_contain_text("ms")

    camera.locator("#recent-title").click()  # away from the button, which hears the space bar itself
    camera.keyboard.press("Space")
    expect(recent).to_have_count(2)

    day = camera.get_by_role("link", name="All of today").get_attribute("href")
    assert day is not None
    job = api.get(f"jobs/{day.rsplit('/', 1)[1]}").json()
    assert job["name"].startswith("Camera ")
    row = api.get(f"jobs/{job['id']}/results?limit=1000").json()["items"][-1]
    assert (row["width"], row["height"]) == (640, 480)  # the whole frame, and not a square of it


def test_only_twelve_are_kept_beside_it(camera: Page) -> None:
    camera.goto("/camera")
    camera.get_by_role("button", name="Start the camera").click()
    shutter = camera.get_by_role("button", name="Take a snapshot")
    for taken in range(1, 14):
        shutter.click()
        expect(camera.locator("#camera")).to_have_attribute("data-state", "live")
        expect(camera.locator("#recent li")).to_have_count(min(taken, 12))


def test_a_refused_camera_is_explained(
    playwright: Playwright, chromium: str, browline: Running, signed_in: Path
) -> None:
    # There is a camera, and the browser's question is answered with no.
    refusing = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream=deny")
    browser = playwright.chromium.launch(executable_path=chromium, args=(*ARGUMENTS, *refusing))
    page = browser.new_context(base_url=browline.url, storage_state=signed_in).new_page()
    page.goto("/camera")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.get_by_role("heading", name="The camera was refused")).to_be_visible()
    expect(page.get_by_text("Allow it by the camera sign in the address bar")).to_be_visible()
    expect(page.get_by_role("button", name="Take a snapshot")).to_be_disabled()
    browser.close()


def test_a_missing_camera_is_explained(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["camera"])
    page.goto("/camera")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.get_by_role("heading", name="There is no camera")).to_be_visible()


def test_a_snapshot_that_cannot_be_sent_says_so(camera: Page) -> None:
    camera.goto("/camera")
    camera.get_by_role("button", name="Start the camera").click()
    camera.route("**/snapshots?*", lambda route: route.abort())
    camera.get_by_role("button", name="Take a snapshot").click()
    expect(camera.locator("#answer")).to_contain_text("The connection is lost. Take the snapshot again.")
