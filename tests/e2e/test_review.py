"""The reviewer's page: keys settle faces one after another, and undo works across a reload."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.steps import announce, rows, wait_until_done

pytestmark = pytest.mark.e2e


@pytest.fixture
def job(api: APIRequestContext, page: Page, portraits: Path) -> str:
    """Six portraits, all of them under the threshold."""
    made = announce(api, sorted(portraits.iterdir())[:6], name="To settle", threshold="1", framing="face")
    page.goto(f"/jobs/{made}")
    wait_until_done(page)
    return made


def reviewed(api: APIRequestContext, job: str) -> list[dict[str, Any]]:
    return rows(api, job, "&reviewed=true")


def saved(page: Page) -> None:
    """Wait until all that was said has arrived."""
    expect(page.locator("#review-saving")).to_be_hidden()


def shown(page: Page) -> str:
    card = page.locator(".review-card:not([hidden])")
    expect(card).to_have_count(1)
    face = card.get_attribute("data-face")
    assert face
    return face


def test_keys_settle_undo_and_come_to_an_end(page: Page, api: APIRequestContext, job: str) -> None:
    page.locator("#to-review").click()
    expect(page.locator("#review-open")).to_have_text("6")
    asked = []
    for key in "fmu":
        asked.append(shown(page))
        page.keyboard.press(key)
    assert len(set(asked)) == 3
    expect(page.locator("#review-done")).to_have_text("3")
    expect(page.locator("#review-open")).to_have_text("3")
    left = shown(page)
    page.keyboard.press("z")
    expect(page.locator(f'[data-face="{asked[2]}"]')).to_be_visible()
    page.keyboard.press("x")
    assert shown(page) == left
    saved(page)
    said = {row["face_id"]: row["reviewed_label"] for row in reviewed(api, job)}
    assert [said.get(face) for face in asked] == ["female", "male", "not_a_face"]

    page.reload()
    shown(page)
    page.keyboard.press("z")
    expect(page.locator(f'[data-face="{asked[2]}"]')).to_be_visible()
    agreed = page.locator(f'[data-face="{asked[2]}"]').get_attribute("data-label")
    page.keyboard.press("j")
    assert shown(page) != asked[2]
    page.keyboard.press("k")
    assert shown(page) == asked[2]
    page.keyboard.press(" ")
    for _ in range(3):
        shown(page)
        page.keyboard.press("u")
    expect(page.get_by_text("Every face that was asked about is settled.")).to_be_visible()
    saved(page)
    page.get_by_role("link", name="Back to the job").click()
    expect(page.locator("#rows .reviewed")).to_have_count(6)
    said = {row["face_id"]: row["reviewed_label"] for row in reviewed(api, job)}
    assert said[asked[2]] == agreed
    assert sorted(said.values()) == sorted(["female", "male", agreed, *["unclear"] * 3])
    expect(page.locator("#to-review")).to_have_count(0)


def test_the_picture_after_this_one_is_there_already(page: Page, job: str) -> None:
    page.goto(f"/review?job={job}")
    first = shown(page)
    second = page.locator(".review-card[hidden]").first
    page.wait_for_load_state("networkidle")
    href = second.locator("image").get_attribute("href")
    fetched = page.evaluate(
        "(path) => performance.getEntriesByType('resource').some((entry) => entry.name.endsWith(path))", href
    )
    assert fetched
    page.keyboard.press("?")
    expect(page.locator("#review-keys")).to_be_visible()
    page.keyboard.press("f")  # nothing is settled behind the dialog
    page.keyboard.press("Escape")
    assert shown(page) == first
