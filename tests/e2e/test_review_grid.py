"""Fifty faces at a glance: marked by clicks and keys, written and undone at once, whoever comes between."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Locator, Page, expect

from tests.e2e.steps import announce, rows, wait_until_done
from tests.e2e.test_review import saved

pytestmark = pytest.mark.e2e


@pytest.fixture
def job(api: APIRequestContext, page: Page, portraits: Path) -> str:
    """Twelve portraits; the model calls some of them female and some male."""
    made = announce(api, sorted(portraits.iterdir())[:12], name="To settle", threshold="0.5", framing="face")
    page.goto(f"/jobs/{made}")
    wait_until_done(page)
    return made


def grid(page: Page) -> Locator:
    """The tiles of the grid that is shown."""
    shown = page.locator(".review-grid:not([hidden])")
    expect(shown).to_have_count(1)
    return shown.locator(".tile")


def labels(api: APIRequestContext, job: str) -> dict[str, str | None]:
    return {row["face_id"]: row["reviewed_label"] for row in rows(api, job)}


def faces(tiles: Locator) -> list[str]:
    found: list[str] = tiles.evaluate_all("(tiles) => tiles.map((tile) => tile.dataset.face)")
    return found


def test_a_grid_is_marked_confirmed_and_undone_as_one(page: Page, api: APIRequestContext, job: str) -> None:
    page.goto(f"/review?job={job}&mode=grid")
    tiles = grid(page)
    shown = faces(tiles)
    model = str(tiles.first.get_attribute("data-label"))
    assert len(shown) > 2, "the drawn faces are such"
    expect(
        page.get_by_role("heading", name=f"{len(shown)} faces that the model calls {model}")
    ).to_be_visible()
    other = {"female": "male", "male": "female"}[model]
    tiles.nth(1).click()
    expect(tiles.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name=f"Face 2 of {len(shown)}")).to_have_accessible_name(
        re.compile(f"; wrong: {other}$")
    )
    page.keyboard.press("ArrowRight")
    expect(tiles.nth(2)).to_be_focused()
    page.keyboard.press("x")
    page.keyboard.press("Home")
    for _ in range(4):  # through all marks, and back to none
        page.keyboard.press(" ")
    expect(page.locator("#review-spoken")).to_have_text(re.compile(f"; right: {model}$"))
    expect(tiles.first).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#review-confirm")).to_have_text(f"↵ Confirm {len(shown) - 2}, correct 2")
    page.keyboard.press("Enter")
    page.keyboard.press("z")  # at once, as one notices it: the marks are there again, for the next Enter
    expect(page.locator("#review-confirm")).to_have_text(f"↵ Confirm {len(shown) - 2}, correct 2")
    expect(tiles.nth(2).locator(".tile-mark")).to_have_text("not a face")
    page.keyboard.press("Home")
    page.keyboard.press("j")
    expect(tiles.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(tiles.first).to_be_focused()
    page.keyboard.down("Enter")
    page.keyboard.down("Enter")  # held down, it is one key
    page.keyboard.up("Enter")
    expect(page.locator("#review-done")).to_have_text(str(len(shown)))
    saved(page)
    expect(grid(page).first).to_be_focused()
    expect(page.locator('.tile[aria-pressed="true"]')).to_have_count(0)
    expected = dict.fromkeys(shown, model) | {shown[1]: other, shown[2]: "not_a_face"}
    assert {face: labels(api, job)[face] for face in shown} == expected

    page.goto(f"/review?job={job}&which=all")
    page.locator(".review-card:not([hidden])").wait_for()
    page.keyboard.press("u")
    saved(page)
    page.get_by_role("link", name="Fifty at a glance").click()
    grid(page)
    page.keyboard.press("z")  # the one
    expect(page.locator("#review-done")).to_have_text(str(len(shown)))
    page.keyboard.press("z")  # all of the grid
    expect(grid(page)).to_have_count(len(shown))
    assert faces(grid(page)) == shown
    expect(grid(page).nth(2).locator(".tile-mark")).to_have_text("not a face")
    expect(page.locator("#review-done")).to_have_text("0")
    assert set(labels(api, job).values()) == {None}


def test_faces_that_somebody_else_settled_cost_only_themselves(
    page: Page, api: APIRequestContext, job: str
) -> None:
    page.goto(f"/review?job={job}&mode=grid", wait_until="networkidle")
    shown = faces(grid(page))
    said = api.post(f"faces/{shown[0]}/reviews?desk=other", data={"label": "unclear"})
    assert said.ok, said.text()
    page.keyboard.press("Enter")
    expect(page.locator("#review-notice")).to_contain_text("Somebody else has settled this face meanwhile")
    expect(page.locator("#review-done")).to_have_text(str(len(shown) - 1))
    assert labels(api, job)[shown[0]] == "unclear"
    assert all(labels(api, job)[face] for face in shown)
    rest = faces(grid(page))
    api.post(f"faces/{rest[0]}/reviews?desk=other", data={"label": "unclear"})
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as one comes back to the tab
    expect(page.locator(f'[data-face="{rest[0]}"]')).to_have_count(0)
    expect(page.locator("#review-notice")).to_contain_text("1 face was settled by somebody else")
    api.delete(f"jobs/{job}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="This job is gone")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(0)
    expect(page.locator("#review-notice")).to_be_hidden()


def test_one_by_one_goes_on_past_faces_that_others_settled(
    page: Page, api: APIRequestContext, job: str
) -> None:
    page.goto(f"/review?job={job}&which=all", wait_until="networkidle")
    card = page.locator(".review-card:not([hidden])")
    first = str(card.get_attribute("data-face"))
    said = api.post(f"faces/{first}/reviews?desk=other", data={"label": "not_a_face"})
    assert said.ok, said.text()
    with page.expect_response(re.compile("/review/keep")) as kept:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert first not in kept.value.json()["faces"]  # yet it stays in front: the key was meant for it
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
    page.keyboard.press("f")
    expect(page.locator("#review-notice")).to_contain_text("what they said stands")
    expect(page.locator(f'[data-face="{first}"]')).to_have_count(0)
    second = str(card.get_attribute("data-face"))
    page.keyboard.press("m")
    saved(page)
    assert (labels(api, job)[first], labels(api, job)[second]) == ("not_a_face", "male")


def test_the_order_and_the_filter_are_in_the_address(page: Page, api: APIRequestContext, job: str) -> None:
    sure = max(rows(api, job), key=lambda row: row["confidence"])
    page.goto(f"/review?job={job}&decision={sure['decision']}")
    expect(page.get_by_text("Only faces with")).to_be_visible()
    page.locator(".review-asked summary").click()
    page.get_by_role("link", name="Surest first").click()
    card = page.locator(".review-card:not([hidden])")
    expect(card).to_have_attribute("data-face", sure["face_id"])
    expect(card).to_contain_text("among the surest")
    page.get_by_role("link", name="Ask about all").click()
    expect(page.get_by_role("heading", name="Nothing is left to review")).to_be_visible()


def test_down_from_a_full_row_into_a_short_one_leads_to_its_last_face(page: Page, job: str) -> None:
    page.goto(f"/review?job={job}&mode=grid&which=sample")  # of both labels: twelve
    tiles = grid(page)
    count = tiles.count()
    for width in range(1300, 400, -40):  # until the last row is shorter than the one before
        page.set_viewport_size({"width": width, "height": 900})
        columns = tiles.evaluate_all(
            "tiles => tiles.filter(each => each.offsetTop === tiles[0].offsetTop).length"
        )
        if 1 < columns < count and count % columns:
            break
    assert count % columns, "no width gave a short last row"
    end_of_row = count - count % columns - 1
    page.keyboard.press("Home")
    for _ in range(end_of_row):
        page.keyboard.press("ArrowRight")
    expect(tiles.nth(end_of_row)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(tiles.nth(count - 1)).to_be_focused()
    page.keyboard.press("ArrowDown")  # beneath there is nothing
    expect(tiles.nth(count - 1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(tiles.nth(count - 1 - columns)).to_be_focused()
