"""Every page: it comes without errors, says where one is, and works in both themes and on a phone."""

import re
from math import ceil

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.running import Running
from tests.e2e.steps import beyond

pytestmark = pytest.mark.e2e

PAGES = {
    "/": "Jobs – Browline",
    "/camera": "Camera – Browline",
    "/model": "Model – Browline",
    "/account": "Account – Browline",
    "/accounts": "Accounts – Browline",
    "/api/docs": "API – Browline",
}


@pytest.mark.parametrize("address", PAGES)
def test_each_page_has_its_title_and_the_notice(page: Page, address: str) -> None:
    page.goto(address)
    expect(page).to_have_title(PAGES[address])
    expect(page.get_by_text("Apparent gender, judged from appearance; not identity.")).to_be_visible()
    unlabelled = page.locator("input:visible:not([type=hidden]), select:visible").evaluate_all(
        "fields => fields.filter((field) => !field.labels?.length).map((field) => field.outerHTML)"
    )
    assert unlabelled == []


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_cut_at_a_phones_edge(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    assert beyond(page) == []


def test_the_model_says_what_it_is_for_and_who_serves_it(page: Page, browline: Running) -> None:
    card = browline.get("/model")
    page.goto("/model")
    expect(page.get_by_role("heading", level=1)).to_have_text(card["version"])
    expect(page.get_by_text(card["card"]["not_for"])).to_be_visible()
    expect(page.locator(".engine")).to_contain_text(f"LiteRT serves {card['version']}")
    expect(page.get_by_role("heading", name="For non-commercial research only")).to_be_visible()
    measured, slices = card["card"]["metrics"], card["card"].get("slices", [])
    expect(page.locator(".dots circle")).to_have_count(4 * len(measured) + len(slices))


def test_a_threshold_of_the_model_page_begins_a_job_with_it(page: Page, browline: Running) -> None:
    page.goto("/model")
    table = page.locator(".coverage table").first
    named = table.locator("caption").evaluate("caption => caption.firstChild.textContent")
    row = next(row for row in browline.get("/model")["card"]["coverage"] if row["set"] == named)
    assert named.startswith("real-masks")
    table.locator("tbody tr").first.locator("td").last.click(force=True)  # the row is the link
    expect(page.locator("#threshold")).to_have_value(f"{ceil(100 * row['threshold']) / 100:g}")


def test_the_theme_is_kept(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Use the dark theme").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_a_page_that_is_not_there(page: Page) -> None:
    page.goto("/jobs/00000000-0000-4000-8000-000000000000")
    expect(page.get_by_text("There is no such job.")).to_be_visible()
    page.get_by_role("link", name="Go to the jobs").click()
    expect(page).to_have_title(PAGES["/"])


def test_a_stranger_is_led_to_the_sign_in_page(browser: Browser, browline: Running) -> None:
    context = browser.new_context(base_url=browline.url)
    page = context.new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/sign-in$"))
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()
