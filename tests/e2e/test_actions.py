"""What can be done to a job: cancel, run again, delete; what takes something away asks once."""

from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.files import undecodable_png
from tests.e2e.steps import announce, rows, wait_until_done
from tests.support.processes import wait_for

pytestmark = pytest.mark.e2e


@pytest.fixture
def few(portraits: Path) -> list[Path]:
    return sorted(portraits.iterdir())[:3]


def test_cancel_asks_and_then_takes_no_more(page: Page, api: APIRequestContext, few: list[Path]) -> None:
    job = announce(api, few, expected="8", name="Too many")
    page.goto("/")
    row = page.locator(f"#job-{job}")
    row.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Not now").click()
    assert api.get(f"jobs/{job}").json()["state"] == "receiving"
    row.get_by_role("button", name="Cancel").click()
    expect(page.locator("#confirm")).to_contain_text("Cancel Too many?")
    page.get_by_role("button", name="Cancel the job").click()
    expect(row.locator(".word").first).to_have_text("Cancelled")
    assert api.get(f"jobs/{job}").json()["state"] == "cancelled"


def test_retry_runs_the_failed_ones_again(page: Page, api: APIRequestContext, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(undecodable_png())
    job = announce(api, [broken], name="Broken")
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    expect(page.locator("#headline-failed .count")).to_have_text("1")
    expect(page.locator("#rows .reason")).not_to_be_empty()
    before = rows(api, job)[0]["classified_at"]
    with page.expect_response("**/retry") as answer:
        page.get_by_role("button", name="Retry 1 failed").click()
    assert answer.value.status == 202
    wait_for(lambda: any(row["classified_at"] > before for row in rows(api, job)))
    expect(page.locator("#headline-failed .count")).to_have_text("1")


def test_delete_asks_with_the_number_and_leads_back(
    page: Page, api: APIRequestContext, few: list[Path]
) -> None:
    job = announce(api, few, name="Old ones")
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("#confirm")).to_contain_text("3 images, with all results, will be deleted for good.")
    page.get_by_role("button", name="Delete 3 images").click()
    page.wait_for_url("**/")
    expect(page.locator("#jobs")).to_be_visible()
    expect(page.locator(f"#job-{job}")).to_have_count(0)
    assert api.get(f"jobs/{job}").status == 404


def test_the_list_of_jobs_follows_the_work(page: Page, api: APIRequestContext, few: list[Path]) -> None:
    page.goto("/")
    job = announce(api, few, name="From elsewhere")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    row = page.locator(f"#job-{job}")
    expect(row.locator(".word").first).to_have_text("Done")
    row.get_by_role("link", name="From elsewhere").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From elsewhere")


def test_the_focus_stays_where_it_is_while_the_list_goes_on(
    page: Page, api: APIRequestContext, few: list[Path]
) -> None:
    """A row that is drawn anew does not take it away, and no other action gets it."""
    job = announce(api, few[:1], expected="4", name="Held")
    page.goto("/")
    row = page.locator(f"#job-{job}")
    link, cancel = row.get_by_role("link", name="Held"), row.get_by_role("button", name="Cancel")
    for control, file, shown in ((link, few[1], "2 of 4 images"), (cancel, few[2], "3 of 4 images")):
        control.focus()
        assert api.post(f"jobs/{job}/images", multipart={"images": file}).ok
        expect(row).to_contain_text(shown)
        expect(control).to_be_focused()
    assert api.post(f"jobs/{job}/cancel").ok
    expect(row.locator(".word").first).to_have_text("Cancelled")
    expect(cancel).to_have_count(0)
    expect(page.locator(":focus")).to_have_count(0)


def test_the_focus_comes_back_from_a_question_and_goes_on_from_an_answer(
    page: Page, api: APIRequestContext, few: list[Path]
) -> None:
    """To what opened it, also if that was drawn anew; and where that is gone, to what is beside it."""
    below = announce(api, few[:1], name="Below")
    job = announce(api, few[:1], expected="4", name="Asked about")
    page.goto("/")
    cancel, delete = (page.locator(f"#{action}-{job}") for action in ("cancel", "delete"))
    cancel.click()
    assert api.post(f"jobs/{job}/images", multipart={"images": few[1]}).ok
    expect(page.locator(f"#job-{job}")).to_contain_text("2 of 4 images")
    page.get_by_role("button", name="Not now").click()
    expect(cancel).to_be_focused()
    cancel.press("Enter")
    page.get_by_role("button", name="Cancel the job").click()
    expect(cancel).to_have_count(0)
    expect(delete).to_be_focused()
    delete.press("Enter")
    page.locator("#confirm-yes").click()
    expect(page.locator(f"#job-{job}")).to_have_count(0)
    expect(page.locator(f"#open-{below}")).to_be_focused()


def test_the_focus_stays_on_a_jobs_page(page: Page, api: APIRequestContext, few: list[Path]) -> None:
    job = announce(api, few, expected="8", name="Half")
    page.goto(f"/jobs/{job}")
    page.get_by_role("button", name="Finish with what came").click()
    page.get_by_role("button", name="Finish", exact=True).click()
    expect(page.locator("#missing")).to_have_count(0)
    expect(page.locator(f"#delete-{job}")).to_be_focused()
    wait_until_done(page)
    page.goto(f"/jobs/{job}?status=classified")
    page.locator("#bulk-switch").click()
    page.locator("#bulk-delete").click()
    page.get_by_role("button", name="Not now").click()
    expect(page.locator("#bulk-switch")).to_be_focused()
