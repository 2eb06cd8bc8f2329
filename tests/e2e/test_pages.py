"""Every page: it comes without errors, says where one is, and works in both themes and on a phone."""

import re
from math import ceil
from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, expect

from bench.running import Running
from tests.e2e.addresses import PAGES
from tests.e2e.steps import announce, beyond, rows, settled
from tests.support.processes import wait_for

pytestmark = pytest.mark.e2e


# A look at each of them is one page load; what it must hold is asked in one go.
@pytest.mark.parametrize("address", PAGES)
def test_each_page_has_its_title_the_notice_and_nothing_beyond_a_phones_edge(
    same_page: Page, ids: dict[str, str], address: str
) -> None:
    page = same_page
    page.set_extra_http_headers({})
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address.format(**ids))
    expect(page).to_have_title(PAGES[address])
    expect(page.get_by_text("Apparent gender, judged from appearance; not identity.")).to_be_visible()
    settled(page)
    unlabelled = page.locator("input:visible:not([type=hidden]), select:visible").evaluate_all(
        "fields => fields.filter((field) => !field.labels?.length).map((field) => field.outerHTML)"
    )
    assert unlabelled == []
    assert beyond(page) == []
    for width in (1280, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        assert beyond(page) == [], width
    page.set_extra_http_headers({"Accept-Language": "de"})
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    settled(page)
    assert beyond(page) == [], "in German"


def test_the_model_says_what_it_is_for_and_who_serves_it(page: Page, browline: Running) -> None:
    card = browline.get("/model")
    page.goto("/model")
    expect(page.get_by_role("heading", level=1)).to_have_text(card["version"])
    expect(page.get_by_text(card["card"]["not_for"])).to_be_visible()
    expect(page.locator(".engine")).to_contain_text(f"LiteRT serves {card['version']}")
    expect(page.get_by_role("heading", name="For non-commercial research only")).to_be_visible()
    measured, slices = card["card"]["metrics"], card["card"].get("slices", [])
    expect(page.locator("section:not(#weak-points) > .dots circle")).to_have_count(4 * len(measured))
    failing = page.locator("#weak-points .dots circle").count()  # sets of one aspect are among them
    assert len(slices) <= failing <= len(slices) + len(measured)


def test_versions_are_chosen_and_stand_side_by_side(page: Page) -> None:
    page.goto("/model")
    boxes = page.locator("#versions input")
    for box in boxes.all():
        box.set_checked(box.get_attribute("value") in {"browline-2", "browline-3"})
    page.get_by_role("button", name="Compare side by side").click()
    page.wait_for_url("**/model?compare=*")
    expect(page.locator("#compare-facts thead a")).to_have_text(["browline-3", "browline-2"])
    expect(page.locator("#compare-metrics thead")).to_contain_text("browline-2")
    expect(page.locator("#compare-metrics tbody tr").first).to_contain_text(re.compile(r"\d.%.*\d.%", re.S))
    page.locator("#compare-facts").get_by_role("link", name="browline-2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("browline-2")


def test_what_people_saw_otherwise_is_shown_as_a_mistake(
    page: Page, api: APIRequestContext, portraits: Path
) -> None:
    job = announce(api, sorted(portraits.iterdir())[:1], name="Mistaken", framing="face")
    wait_for(lambda: api.get(f"jobs/{job}").json()["state"] == "done", 60)
    row = rows(api, job)[0]
    other = "male" if row["label"] == "female" else "female"
    assert api.post(f"faces/{row['face_id']}/reviews", data={"label": other}).status == 201
    page.goto("/model")
    shown = page.locator(f"#mistakes a[href^='/images/{row['image_id']}']")
    expect(shown).to_contain_text(f"It said {row['label']}")
    expect(shown).to_contain_text(f"People said {other}")
    shown.scroll_into_view_if_needed()  # its picture is fetched no earlier
    expect(shown.locator("img")).to_have_js_property("naturalWidth", 200)  # the whole drawing
    shown.click()
    expect(page).to_have_url(re.compile(f"/images/{row['image_id']}"))


def test_a_threshold_of_the_model_page_begins_a_job_with_it(page: Page, browline: Running) -> None:
    page.goto("/model")
    table = page.locator(".coverage table").first
    title = table.locator("caption").evaluate("caption => caption.firstChild.textContent")
    row = next(row for row in browline.get("/model")["card"]["coverage"] if f"({row['set']})" in title)
    assert row["set"].startswith("real-masks")
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
    expect(page.get_by_text("or what was here has been deleted since.")).to_be_visible()
    page.get_by_role("link", name="Go to the jobs").click()
    expect(page).to_have_title(PAGES["/"])


def test_a_stranger_is_led_to_the_sign_in_page(browser: Browser, browline: Running) -> None:
    context = browser.new_context(base_url=browline.url)
    page = context.new_page()
    page.goto("/")
    expect(page).to_have_url(re.compile("/sign-in$"))
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()
