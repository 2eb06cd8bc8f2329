"""What another tab or program does meanwhile to a job that a page shows, or sends to."""

from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Page, Route, expect

from tests.e2e.files import write_noise
from tests.e2e.held import Held
from tests.e2e.steps import announce, beyond, wait_until_done

pytestmark = pytest.mark.e2e

# Notes for how long the page is told to rest, each time.
RESTS = """
  const plain = window.setTimeout;
  window.rests = [];
  window.setTimeout = (what, milliseconds, ...rest) => {
    window.rests.push(milliseconds);
    return plain(what, milliseconds, ...rest);
  };
"""


@pytest.fixture
def few(portraits: Path) -> list[Path]:
    return sorted(portraits.iterdir())[:3]


@pytest.fixture
def held(page: Page) -> Held:
    """The groups of an upload."""
    return Held(page, "**/images?begun=*")


def begin(page: Page, files: list[Path]) -> str:
    """Send files from the front page until the first group is on its way; return the job's id."""
    page.goto("/")
    with page.expect_request("**/images?begun=*") as asked:
        page.set_input_files("#files", files)
    return asked.value.url.partition("/jobs/")[2].partition("/")[0]


def test_who_sends_to_a_cancelled_job_is_told_so(
    page: Page, api: APIRequestContext, tmp_path: Path, held: Held
) -> None:
    job = begin(page, write_noise(tmp_path, 70))
    sending = page.locator("#sending")
    sending.get_by_role("button", name="Stop").focus()
    assert api.post(f"jobs/{job}/cancel").ok
    held.let_through()
    words = "The job was cancelled while this page was sending to it"
    expect(sending.get_by_role("heading")).to_have_text(words)
    expect(sending.locator("[data-part=spoken]")).to_have_text(words)
    expect(sending.get_by_role("link", name="Go to the job")).to_be_focused()
    expect(sending).to_contain_text("None of the 70 images had come. To send them, choose them again")
    expect(sending.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("Drop images or folders")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert beyond(page) == []
    sending.get_by_role("link", name="Go to the job").click()
    expect(page.locator("#job-head .word")).to_have_text("Cancelled")


def test_a_job_that_is_deleted_while_a_page_sends_to_it_leaves_room_for_another(
    page: Page, api: APIRequestContext, tmp_path: Path, held: Held
) -> None:
    files = write_noise(tmp_path, 3)
    job = begin(page, files)
    sending = page.locator("#sending")
    sending.get_by_role("button", name="Stop").click()  # whose question has nothing to stop any more
    assert api.delete(f"jobs/{job}").ok
    held.let_through()
    expect(sending.get_by_role("heading")).to_have_text(
        "The job was deleted while this page was sending to it"
    )
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator("#files")).to_be_focused()
    expect(sending.get_by_role("link")).to_have_count(0)
    page.set_input_files("#files", files)
    page.wait_for_url("**/jobs/*")
    wait_until_done(page)


def test_the_page_of_a_deleted_job_says_so_and_leads_back(
    page: Page, api: APIRequestContext, few: list[Path]
) -> None:
    job = announce(api, few, expected="9", name="Gone soon")
    page.goto(f"/jobs/{job}")
    expect(page.get_by_text("3 of 9 announced images have come")).to_be_visible()
    assert api.delete(f"jobs/{job}").ok
    gone = page.locator("#gone")
    expect(gone).to_contain_text("This job is gone It was deleted, with its images and results.")
    expect(page).to_have_title("This job is gone – Browline")
    expect(page.locator("#live")).to_be_hidden()
    gone.get_by_role("link", name="Back to the jobs").click()
    expect(page.get_by_text("Drop images or folders")).to_be_visible()


def test_the_page_of_a_deleted_job_says_so_though_a_part_of_it_has_gone_wrong(
    page: Page, api: APIRequestContext, few: list[Path]
) -> None:
    job = announce(api, few, expected="9")
    page.goto(f"/jobs/{job}")
    instead = "(part) => { part.outerHTML = '<p>Something went wrong here.</p>'; }"
    page.locator("#reviewers").evaluate(instead)  # as the server sends a notice in its place
    assert api.delete(f"jobs/{job}").ok
    expect(page.locator("#gone")).to_be_visible()
    expect(page.get_by_text("Something went wrong here.")).to_be_hidden()
    expect(page.locator("#stale")).to_be_hidden()


@pytest.mark.parametrize("mode", ["one", "grid"])
def test_who_reviews_a_deleted_job_is_told_so_once(
    page: Page, api: APIRequestContext, portraits: Path, mode: str
) -> None:
    job = announce(api, sorted(portraits.iterdir())[:12], name="Gone while reviewed")
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.goto(f"/review?job={job}&which=all&mode={mode}", wait_until="networkidle")
    faces = page.locator("#review-stage [data-face]")
    expect(faces).not_to_have_count(0)
    assert api.delete(f"jobs/{job}").ok
    page.keyboard.press("f" if mode == "one" else "Enter")
    gone = page.locator("#review-gone")
    expect(gone).to_contain_text("It was deleted, with its images and results.")
    expect(page).to_have_title("This job is gone – Browline")
    expect(page.locator("#review-spoken")).to_contain_text("This job is gone.")
    expect(page.locator("#review-saving")).to_be_hidden()
    expect(faces).to_have_count(0)
    page.keyboard.press("k")  # nothing of it is to be gone back to
    for silent in ("notice", "trouble", "end", "wait"):
        expect(page.locator(f"#review-{silent}")).to_be_hidden()
    expect(page.locator("#review-open")).to_have_text("0")
    expect(page.locator("#review-done")).to_have_text("0")
    gone.get_by_role("link", name="Back to the jobs").click()
    expect(page.get_by_text("Drop images or folders")).to_be_visible()


def test_who_comes_back_to_review_a_deleted_job_is_told_so(
    page: Page, api: APIRequestContext, few: list[Path]
) -> None:
    job = announce(api, few, name="Gone meanwhile")
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.goto(f"/review?job={job}&which=all", wait_until="networkidle")
    assert api.delete(f"jobs/{job}").ok
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#review-gone")).to_contain_text("This job is gone")
    expect(page.locator("#review-notice")).to_be_hidden()


def test_faces_that_are_gone_together_are_not_asked_about_one_after_another(
    page: Page, api: APIRequestContext, portraits: Path
) -> None:
    job = announce(api, sorted(portraits.iterdir())[:6], name="Emptied while reviewed")
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.goto(f"/review?job={job}&which=all", wait_until="networkidle")
    expect(page.locator(".review-card")).to_have_count(6)
    assert api.delete(f"jobs/{job}/results?status=classified").ok  # the job stays
    page.keyboard.press("f")
    # One stays: another would get a key meant for it. The others do not wait for the next look at all.
    expect(page.locator(".review-card")).to_have_count(1, timeout=10_000)
    expect(page.locator("#review-notice")).to_contain_text("deleted meanwhile")
    page.keyboard.press("f")
    expect(page.locator("#review-end")).to_be_visible()
    expect(page.locator("#review-gone")).to_be_hidden()


def test_an_upload_that_lacks_a_file_in_the_end_and_its_job_says_so(
    page: Page, api: APIRequestContext, tmp_path: Path
) -> None:
    """The last request of all says that the missing file will not come, and there is nobody to hear it."""
    files = write_noise(tmp_path, 2)

    def delete(route: Route) -> None:
        assert api.delete(route.request.url.removesuffix("/close")).ok
        route.continue_()

    def move_away(route: Route) -> None:
        files[0].unlink()
        route.continue_()

    page.route("**/close", delete)
    page.route("**/api/v1/jobs", move_away, times=1)
    page.goto("/")
    page.set_input_files("#files", files)
    expect(page.locator("#sending h2")).to_have_text("The job was deleted while this page was sending to it")
    expect(page.get_by_text(f"{files[0].name}: the file cannot be read any more")).to_be_visible()
    expect(page.get_by_text("Drop images or folders")).to_be_visible()


def test_the_list_shows_a_new_job_of_elsewhere_by_itself(
    page: Page, api: APIRequestContext, few: list[Path]
) -> None:
    for moving in api.get("jobs?limit=200").json()[
        "items"
    ]:  # of other tests: while one does, the list asks sooner
        if moving["state"] not in {"done", "cancelled"}:
            assert api.post(f"jobs/{moving['id']}/cancel").ok
    page.add_init_script(RESTS)
    page.goto("/")
    expect(page.locator("#jobs .job[data-moving]")).to_have_count(0)
    with page.expect_response("**/jobs/list"):  # the quiet has begun
        pass
    job = announce(api, few, name="New elsewhere")
    expect(page.locator(f"#job-{job}")).to_be_visible()
    assert max(page.evaluate("window.rests")) <= 3000


def test_a_job_that_was_cancelled_while_it_received_has_one_total(
    page: Page, api: APIRequestContext, few: list[Path]
) -> None:
    job = announce(api, few, expected="8", name="Half of it")
    assert api.post(f"jobs/{job}/cancel").ok
    page.goto("/")
    expect(page.locator(f"#job-{job} .job-counts")).to_contain_text("of 3 images")
    page.goto(f"/jobs/{job}")
    expect(page.locator("#job-progress")).to_contain_text("of 3 done")
    expect(page.locator("#job-head")).to_contain_text("3 images")
    expect(page.locator("#job-head")).not_to_contain_text("8 images")
