"""Trust in the browser: a threshold is tried, saved and taken back by keyboard, drawings show numbers."""

from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.axe import violations
from tests.e2e.steps import announce, beyond, rows, wait_until_done

pytestmark = pytest.mark.e2e


@pytest.fixture
def job(api: APIRequestContext, page: Page, portraits: Path) -> str:
    """Six portraits, at a threshold that leaves all of them certain."""
    made = announce(api, sorted(portraits.iterdir())[:6], name="To trust", threshold="0.5", framing="face")
    page.goto(f"/jobs/{made}")
    wait_until_done(page)
    return made


def test_a_threshold_is_tried_saved_and_taken_back_by_keyboard(
    page: Page, api: APIRequestContext, job: str
) -> None:
    expect(page.locator("#rows .decision.uncertain")).to_have_count(0)
    page.locator("#threshold-open").focus()
    page.keyboard.press("Enter")
    slider = page.locator("#threshold-slider")
    expect(slider).to_be_focused()
    would = page.locator("#threshold-would")
    expect(would).to_have_text("0 of 6 faces are left uncertain.")
    expect(page.locator("#threshold-save")).to_be_disabled()
    assert violations(page) == []
    page.keyboard.press("End")
    expect(page.locator("#threshold-value")).to_have_text("100\u202f%")
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute(
        "aria-valuetext", "99.9\u202f%: " + str(under(api, job, 0.999)) + " left uncertain"
    )
    page.keyboard.press("ArrowRight")
    left = under(api, job, 1)
    assert left
    expect(would).to_have_text(f"{left} of 6 faces are left uncertain. {left} more than now.")
    assert api.get(f"jobs/{job}").json()["threshold"] == 0.5, "nothing is saved before it is asked for"

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#threshold-said")).to_contain_text("Saved: uncertain under 100\u202f%")
    expect(page.locator("#rows .decision.uncertain")).to_have_count(left)
    expect(page.locator("#headline-uncertain .count")).to_have_text(str(left))

    page.locator("#threshold-undo").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#threshold-said")).to_contain_text("Taken back: uncertain under 50\u202f% again")
    expect(page.locator("#rows .decision.uncertain")).to_have_count(0)
    expect(page.locator("#threshold-undo")).to_be_hidden()
    expect(slider).to_be_focused()
    assert api.get(f"jobs/{job}").json()["threshold"] == 0.5
    page.keyboard.press("Escape")
    expect(page.locator("#threshold-open")).to_be_focused()


def under(api: APIRequestContext, job: str, threshold: float) -> int:
    return sum(row["confidence"] < threshold for row in rows(api, job))


def test_what_is_not_saved_is_said_and_nothing_is_lost(page: Page, job: str) -> None:
    page.goto(f"/jobs/{job}/trust")
    page.route("**/api/v1/jobs/*", lambda route: route.fulfill(status=503, json={"detail": "Too busy."}))
    page.locator("#threshold-slider").press("PageUp")
    value = page.locator("#threshold-value").inner_text()
    page.locator("#threshold-save").click()
    expect(page.locator("#threshold-said")).to_have_text(
        "That was not saved: Too busy. The threshold is as it was."
    )
    expect(page.locator("#threshold-value")).to_have_text(value)
    expect(page.locator("#threshold-save")).to_be_enabled()
    expect(page.locator("#threshold-undo")).to_be_hidden()
    page.unroute_all()
    page.locator("#threshold-save").click()
    expect(page.locator("#threshold-said")).to_contain_text("Saved")


def test_a_drawing_shows_its_numbers_and_fits_a_phone(page: Page, api: APIRequestContext, job: str) -> None:
    for row in rows(api, job)[:4]:
        assert api.post(f"faces/{row['face_id']}/reviews", data={"label": row["label"]}).status == 201
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/jobs/{job}/trust")
    histogram = page.locator("#chart-histogram")
    table = histogram.locator("table")
    expect(table).to_be_hidden()
    histogram.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(table).to_be_visible()
    cells = [int(text) for text in table.locator("td").all_inner_texts()]
    assert sum(cells) == 6
    assert histogram.locator("rect title").count() == sum(count > 0 for count in cells)
    assert beyond(page) == []
    expect(page.locator("#reviewed")).to_have_text("100.0\u202f%")
    page.goto("/trust")
    assert beyond(page) == []
