"""What is done to all rows of a filter: asked with its numbers, undone in time, done to these alone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, expect

from bench.running import Running
from tests.e2e.axe import violations
from tests.e2e.files import undecodable_png
from tests.e2e.steps import announce, beyond, rows, wait_until_done

pytestmark = pytest.mark.e2e


@pytest.fixture
def job(api: APIRequestContext, portraits: Path, tmp_path: Path) -> str:
    """Three portraits and two broken files."""
    broken = [tmp_path / f"broken-{number}.png" for number in range(2)]
    for path in broken:
        path.write_bytes(undecodable_png())
    return announce(api, [*sorted(portraits.iterdir())[:3], *broken], name="Mixed", framing="face")


def begin_to_delete(page: Page, job: str) -> None:
    page.goto(f"/jobs/{job}?status=failed&view=gallery")
    wait_until_done(page)
    page.locator("#bulk-menu summary").click()
    page.locator("#bulk-delete").click()
    expect(page.locator("#confirm")).to_contain_text("2 images go for good")
    page.get_by_role("button", name="Delete 2 images").click()
    expect(page.locator("#bulk-words")).to_contain_text("2 images are deleted in")


def test_a_deletion_is_undone_before_it_is_sent(page: Page, api: APIRequestContext, job: str) -> None:
    page.clock.install()
    begin_to_delete(page, job)
    page.clock.run_for(9_000)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#bulk")).to_be_hidden()
    page.clock.run_for(11_000)  # later than it would have been sent
    assert len(rows(api, job)) == 5


def test_these_are_deleted_and_no_others(page: Page, api: APIRequestContext, job: str) -> None:
    page.clock.install()
    begin_to_delete(page, job)
    with page.expect_response(re.compile(r"/results\?")) as answer:
        page.clock.run_for(11_000)
    assert answer.value.json() == {"deleted": 2, "left": 0, "frames": 0}
    expect(page.locator("#bulk-words")).to_have_text("2 of 2 images deleted.")
    assert violations(page) == []
    page.clock.run_for(1000)
    expect(page.locator("#headline-all .count")).to_have_text("3")
    assert {row["status"] for row in rows(api, job)} == {"classified"}


def test_what_failed_says_why_and_runs_again(page: Page, api: APIRequestContext, job: str) -> None:
    page.goto(f"/jobs/{job}?status=failed&view=gallery")
    wait_until_done(page)
    tiles = page.locator("#rows .tile.failed")
    expect(tiles).to_have_count(2)
    expect(tiles.first.locator(".reason")).to_contain_text("damaged")
    assert beyond(page) == []
    with page.expect_response("**/results/retry?*") as answer:
        tiles.first.get_by_role("button", name="Classify broken-0.png again").click()
    assert answer.value.json()["retried"] == 1
    expect(page.locator("#bulk-words")).to_have_text("1 ran again; 1 failed.")


def test_these_are_reviewed(page: Page, job: str) -> None:
    page.goto(f"/jobs/{job}?label=female")
    wait_until_done(page)
    page.locator("#bulk-menu summary").click()
    page.locator("#bulk-review").click()
    page.wait_for_url(f"**/review?label=female&rows=faces&job={job}&which=all")
    expect(page.get_by_role("heading", name="Review", exact=True)).to_be_visible()


def test_the_failed_ones_of_all_run_again(page: Page, api: APIRequestContext, job: str) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.locator("#bulk-menu summary").click()
    with page.expect_response("**/results/retry?*") as answer:
        page.locator("#bulk-retry").click()
    assert answer.value.json()["retried"] == 2
    expect(page.locator("#bulk-words")).to_have_text("2 ran again; 2 failed.")
    wait_until_done(page)
    assert sorted(row["status"] for row in rows(api, job)) == ["classified"] * 3 + ["failed"] * 2


@pytest.mark.parametrize("width", [320, 360, 390, 700])
def test_no_caption_of_the_gallery_is_cut(
    browser: Browser, browline: Running, signed_in: Path, job: str, width: int
) -> None:
    """A tile draws nothing outside of itself; German words are the longest."""
    window = {"width": width, "height": 3000}
    context = browser.new_context(
        base_url=browline.url, storage_state=signed_in, locale="de", viewport=window
    )
    page = context.new_page()
    for size in (48, 96, 160):
        page.goto(f"/jobs/{job}?view=gallery&size={size}")
        tiles = page.locator("#rows .tile")
        expect(tiles).to_have_count(5)
        expect(page.locator("#rows .reason").first).to_contain_text("broken-0.png: ")
        cut = tiles.evaluate_all(
            """tiles => tiles.flatMap((tile) => [...tile.querySelectorAll("*")]
                .filter((part) => !part.closest(".visually-hidden, .size-48 .tile-words"))
                .filter((part) => part.getBoundingClientRect().right > tile.getBoundingClientRect().right + 1)
                .map((part) => part.outerHTML.slice(0, 80)))"""
        )
        assert cut == []
        words = page.locator("#rows .tile:not(.failed) .tile-words")
        assert len(set(words.evaluate_all("all => all.map((one) => one.clientHeight)"))) == 1
    context.close()
