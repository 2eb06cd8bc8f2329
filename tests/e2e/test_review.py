"""The reviewer's page: keys settle faces one after another, and undo works across a reload."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, Playwright, Route, expect

from bench.running import Running
from tests.e2e.steps import announce, rows, wait_until_done

pytestmark = pytest.mark.e2e

BELOW_THE_CRUMBS = """() => document.querySelector("h1").getBoundingClientRect().top
    - document.querySelector(".crumbs").getBoundingClientRect().bottom"""
# Of two words in one size: where their letters begin, which is as far above the baseline in both.
TOPS_OF_TEXT = """() => [...document.querySelectorAll(".review-card:not([hidden]) .review-question > span")]
    .map((word) => {
        const range = document.createRange();
        range.selectNodeContents(word.firstChild);
        return range.getBoundingClientRect().top;
    })"""


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


def undo_nothing(page: Page) -> None:
    """It is told without moving the picture, until the next key."""
    expect(page.locator("#review-undo")).to_be_disabled()
    picture = page.locator(".review-card:not([hidden]) .scene")
    before = picture.bounding_box()
    page.keyboard.press("z")
    expect(page.locator("#review-notice")).to_have_text("There is nothing to undo.")
    assert picture.bounding_box() == before
    page.keyboard.press("k")
    expect(page.locator("#review-notice")).to_be_hidden()


def test_keys_settle_undo_and_come_to_an_end(page: Page, api: APIRequestContext, job: str) -> None:
    undone: list[str] = []
    page.on("request", lambda request: undone.append(request.url) if "/review/undo" in request.url else None)
    page.locator("#to-review").click()
    expect(page.locator("#review-open")).to_have_text("6")
    shown(page)
    undo_nothing(page)
    assert undone == []
    with page.expect_response("**/review/waiting"):
        page.keyboard.press("u")
    expect(page.locator("#review-undo")).to_be_enabled()
    with page.expect_response("**/review/waiting") as counted:
        page.keyboard.press("z")
    expect(page.locator("#waiting span").first).to_have_text(counted.value.json()["shown"])
    expect(page.locator("#review-undo")).to_be_disabled()
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
    expect(page.locator("#rows .verdict:not(.muted)")).to_have_count(6)
    expect(page.locator("#headline-uncertain")).to_contain_text("6 settled")
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


def test_a_refused_word_moves_nobody_and_a_lost_face_goes(
    page: Page, api: APIRequestContext, job: str
) -> None:
    page.goto(f"/review?job={job}")
    refused, lost, third = (shown_then_skipped(page) for _ in range(3))
    for _ in range(3):
        page.keyboard.press("k")
    page.route(f"**/faces/{refused}/reviews*", lambda route: refuse(route, 400))
    page.route(f"**/faces/{lost}/reviews*", lambda route: refuse(route, 404))
    assert shown(page) == refused
    page.keyboard.press("f")
    expect(page.locator("#review-trouble")).to_contain_text("was not kept")
    assert shown(page) == lost
    page.keyboard.press("f")
    expect(page.locator(f'[data-face="{lost}"]')).to_have_count(0)
    assert shown(page) == third
    page.keyboard.press("k")
    assert shown(page) == refused
    page.unroute_all()
    page.keyboard.press("m")
    saved(page)
    page.keyboard.press("k")
    page.route(f"**/faces/{refused}/reviews*", lambda route: refuse(route, 400))
    page.keyboard.press("f")
    expect(page.locator("#review-trouble")).to_contain_text("was not kept")
    expect(page.locator(f'[data-face="{refused}"] [data-part="standing"]')).to_have_text("You said: male")
    expect(page.locator("#review-done")).to_have_text("1")
    assert {row["face_id"]: row["reviewed_label"] for row in reviewed(api, job)} == {refused: "male"}


ALL_IS_WELL = """async () => {
    const page = [...document.scripts].find(({ src }) => src.includes("review_page"));
    (await import(page.src.replace("review_page", "review_frame"))).trouble("");
}"""


def test_why_a_word_was_not_kept_stays_though_more_faces_come(page: Page, job: str) -> None:
    page.goto(f"/review?job={job}")
    face = shown(page)
    page.route(f"**/faces/{face}/reviews*", lambda route: refuse(route, 400))
    page.keyboard.press("f")
    expect(page.locator("#review-trouble")).to_contain_text("was not kept")
    page.evaluate(ALL_IS_WELL)  # as the source of faces says whenever some came
    expect(page.locator("#review-trouble")).to_contain_text("was not kept")
    page.keyboard.press("m")
    expect(page.locator("#review-trouble")).to_be_hidden()


def test_a_job_at_rest_shows_what_was_settled_elsewhere(page: Page, api: APIRequestContext, job: str) -> None:
    come_back = "document.dispatchEvent(new Event('visibilitychange'))"
    for count, row in enumerate(rows(api, job)[:2], 1):
        assert api.post(f"faces/{row['face_id']}/reviews", data={"label": "unclear"}).status == 201
        page.evaluate(come_back)
        expect(page.locator("#headline-uncertain")).to_contain_text(f"{count} settled")


def test_the_mouse_and_keys_go_together_and_the_next_question_is_said(
    page: Page, api: APIRequestContext, job: str
) -> None:
    page.goto(f"/review?job={job}")
    first = shown(page)
    page.get_by_role("button", name="U Unclear").click()
    second = shown(page)
    spoken = page.locator("#review-spoken")
    question = page.locator(".review-card:not([hidden]) .review-question").inner_text()
    expect(spoken).to_have_text(f"unclear. {question}")
    page.keyboard.press(" ")
    saved(page)
    agreed = page.locator(f'[data-face="{second}"]').get_attribute("data-label")
    said = {row["face_id"]: row["reviewed_label"] for row in reviewed(api, job)}
    assert said == {first: "unclear", second: agreed}

    page.reload()  # so that the faces have to be fetched again
    third = shown(page)
    page.route("**/review/faces?*", lambda route: refuse(route, 503), times=1)
    page.keyboard.press("z")
    expect(page.locator("#review-trouble")).to_contain_text("Trying again.")
    expect(page.locator(f'[data-face="{second}"]')).to_be_visible()
    expect(page.locator("#review-trouble")).to_be_hidden()

    with page.context.expect_page() as opened:
        page.evaluate(
            "window.open(location.href)"
        )  # it takes along what the tab has put down, as a duplicate does
    other = opened.value
    expect(other.get_by_text("They are open in another window", exact=False)).to_be_visible()
    other.close()
    page.get_by_role("button", name="The keys").click()
    page.get_by_label("Letters work as keys").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    assert shown(page) == second
    page.keyboard.press(" ")
    assert shown(page) == third


def test_words_said_while_signed_out_are_kept_until_somebody_signs_in(
    page: Page, api: APIRequestContext, job: str, browline: Running
) -> None:
    page.goto(f"/review?job={job}")
    face = shown(page)
    page.wait_for_load_state("networkidle")  # an answer under way would bring the session back
    page.context.clear_cookies()
    page.keyboard.press("f")
    expect(page.locator("#review-trouble")).to_contain_text("Sign in in another tab")
    tab = page.context.new_page()
    tab.goto(browline.new_link())
    tab.get_by_text("Drop images or folders").wait_for()
    tab.close()
    expect(page.locator("#review-saving")).to_be_hidden(timeout=60_000)
    assert {row["face_id"]: row["reviewed_label"] for row in reviewed(api, job)} == {face: "female"}


def test_what_is_said_of_a_face_stands_whole_above_the_answers_of_a_phone(
    playwright: Playwright, browser: Browser, browline: Running, signed_in: Path, job: str
) -> None:
    phone = playwright.devices["Pixel 7"] | {"viewport": {"width": 390, "height": 844}}
    context = browser.new_context(**phone, base_url=browline.url, storage_state=signed_in)
    page = context.new_page()
    page.goto(f"/review?job={job}")
    shown(page)
    named = page.locator(".review-card:not([hidden]) .review-said > p:not([hidden])").last.bounding_box()
    answers = page.locator(".review-bar").bounding_box()
    assert named
    assert answers
    assert named["y"] + named["height"] <= answers["y"]
    context.close()


def test_the_question_has_one_baseline_and_the_title_stands_as_on_other_pages(page: Page, job: str) -> None:
    page.goto(f"/jobs/{job}/trust")
    there = page.evaluate(BELOW_THE_CRUMBS)
    page.goto(f"/review?job={job}")
    shown(page)
    assert page.evaluate(BELOW_THE_CRUMBS) == pytest.approx(there, abs=1)
    one, other = page.evaluate(TOPS_OF_TEXT)
    assert one == pytest.approx(other, abs=0.6)


def shown_then_skipped(page: Page) -> str:
    face = shown(page)
    page.keyboard.press("j")
    return face


def refuse(route: Route, status: int) -> None:
    route.fulfill(status=status, json={"code": "refused", "detail": "The server says no."})
