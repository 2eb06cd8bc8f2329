"""What another tab or program does meanwhile to a job that a page shows, or sends to."""

from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Page, Route, expect

from tests.e2e.files import write_noise
from tests.e2e.steps import announce, beyond, wait_until_done

pytestmark = pytest.mark.e2e


@pytest.fixture
def few(portraits: Path) -> list[Path]:
    return sorted(portraits.iterdir())[:3]


@pytest.fixture
def held(page: Page) -> list[Route]:
    """The groups of an upload, which wait to be let through."""
    waiting = list[Route]()

    def hold(route: Route) -> None:  # Playwright takes no method of a list
        waiting.append(route)

    page.route("**/images?begun=*", hold)
    return waiting


def begin(page: Page, files: list[Path]) -> str:
    """Send files from the front page until the first group is on its way; return the job's id."""
    page.goto("/")
    with page.expect_request("**/images?begun=*") as asked:
        page.set_input_files("#files", files)
    return asked.value.url.partition("/jobs/")[2].partition("/")[0]


def let_through(page: Page, held: list[Route]) -> None:
    for route in held:
        route.continue_()
    page.unroute("**/images?begun=*")


def test_who_sends_to_a_cancelled_job_is_told_so(
    page: Page, api: APIRequestContext, tmp_path: Path, held: list[Route]
) -> None:
    job = begin(page, write_noise(tmp_path, 70))
    assert api.post(f"jobs/{job}/cancel").ok
    let_through(page, held)
    sending = page.locator("#sending")
    expect(sending.get_by_role("heading")).to_have_text(
        "The job was cancelled while this page was sending to it"
    )
    expect(sending).to_contain_text("0 of 70 had come and are kept; the others were not sent.")
    expect(sending.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("Drop images or folders")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert beyond(page) == []
    sending.get_by_role("link", name="Go to the job").click()
    expect(page.locator("#job-head .word")).to_have_text("Cancelled")


def test_a_job_that_is_deleted_while_a_page_sends_to_it_leaves_room_for_another(
    page: Page, api: APIRequestContext, tmp_path: Path, held: list[Route]
) -> None:
    files = write_noise(tmp_path, 3)
    job = begin(page, files)
    assert api.delete(f"jobs/{job}").ok
    let_through(page, held)
    expect(page.get_by_text("The job was deleted while this page was sending to it")).to_be_visible()
    expect(page.locator("#sending").get_by_role("link")).to_have_count(0)
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


def test_the_list_shows_a_new_job_of_elsewhere_by_itself(
    page: Page, api: APIRequestContext, few: list[Path]
) -> None:
    page.goto("/")
    expect(page.locator("#jobs .job[data-moving]")).to_have_count(0, timeout=30_000)
    with page.expect_response("**/jobs/list"):  # the quiet has begun
        pass
    job = announce(api, few, name="New elsewhere")
    expect(page.locator(f"#job-{job}")).to_be_visible(timeout=5000)


def test_a_job_that_was_cancelled_while_it_received_has_one_total(
    page: Page, api: APIRequestContext, few: list[Path]
) -> None:
    job = announce(api, few, expected="8", name="Half of it")
    assert api.post(f"jobs/{job}/cancel").ok
    page.goto("/")
    expect(page.locator(f"#job-{job} .job-counts")).to_contain_text("of 3 images", timeout=30_000)
    page.goto(f"/jobs/{job}")
    expect(page.locator("#job-progress")).to_contain_text("of 3 done", timeout=30_000)
    expect(page.locator("#job-head")).to_contain_text("3 images")
    expect(page.locator("#job-head")).not_to_contain_text("8 images")
