"""Two people on one job: never the same face at once; then two opinions, a dispute, and its decision."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, expect

from bench.running import Running
from core.accounts.links import create_sign_in_link
from core.accounts.records import create_account
from tests.e2e.axe import violations
from tests.e2e.steps import announce, rows, wait_until_done
from tests.e2e.watch import watch
from tests.support.databases import opened

pytestmark = pytest.mark.e2e


def open_page(browser: Browser, browline: Running, name: str) -> Iterator[Page]:
    """Somebody who reviews, signed in by a link."""
    with opened(f"sqlite:///{browline.home}/browline.db") as database, database.write() as connection:
        account = create_account(connection, name, "reviewer")
        secret = create_sign_in_link(connection, account.id)
    context = browser.new_context(base_url=browline.url)
    page = context.new_page()
    errors = watch(page)
    page.goto(f"/sign-in?token={secret}")
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def grace(browser: Browser, browline: Running) -> Iterator[Page]:
    yield from open_page(browser, browline, "grace")


@pytest.fixture
def alan(browser: Browser, browline: Running) -> Iterator[Page]:
    yield from open_page(browser, browline, "alan")


@pytest.fixture
def hedy(browser: Browser, browline: Running) -> Iterator[Page]:
    yield from open_page(browser, browline, "hedy")


@pytest.fixture
def ada(browser: Browser, browline: Running) -> Iterator[Page]:
    yield from open_page(browser, browline, "ada")


@pytest.fixture
def joan(browser: Browser, browline: Running) -> Iterator[Page]:
    yield from open_page(browser, browline, "joan")


@pytest.fixture
def job(api: APIRequestContext, page: Page, portraits: Path) -> str:
    """Four portraits, all of them under the threshold, on the owner's page."""
    made = announce(api, sorted(portraits.iterdir())[:4], name="Shared", threshold="1", framing="face")
    page.goto(f"/jobs/{made}")
    wait_until_done(page)
    return made


def shown(page: Page) -> str:
    card = page.locator(".review-card:not([hidden])")
    expect(card).to_have_count(1)
    face = card.get_attribute("data-face")
    assert face
    return face


def saved(page: Page) -> None:
    expect(page.locator("#review-saving")).to_be_hidden()


def held(page: Page, job: str) -> set[str]:
    """The faces that a window holds when it asks for one at a time."""
    page.goto(f"/review?job={job}")
    shown(page)
    return set(page.locator(".review-card").evaluate_all("(cards) => cards.map((card) => card.dataset.face)"))


def share(page: Page, job: str, name: str) -> None:
    page.goto(f"/jobs/{job}")
    page.get_by_label("Name of a reviewer’s account").fill(name)
    page.locator("#reviewers").get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text(f"{name} reviews this job now.")).to_be_in_viewport()


def settle_all(page: Page, job: str, key: str, faces: int) -> None:
    page.goto(f"/review?job={job}")
    for _ in range(faces):
        shown(page)
        page.keyboard.press(key)
    expect(page.get_by_text("Every face that was asked about is settled.")).to_be_visible()
    saved(page)


def test_two_people_share_a_job_and_disagree(
    page: Page, grace: Page, alan: Page, api: APIRequestContext, job: str
) -> None:
    for name in ("grace", "alan"):
        share(page, job, name)
    grace.goto("/")
    expect(grace.locator("#jobs-shared")).to_contain_text("shared by owner")
    of_grace = held(grace, job)
    assert of_grace
    alan.goto(f"/review?job={job}")
    expect(alan.locator("#review-wait")).to_be_hidden()
    of_alan = alan.locator(".review-card").evaluate_all("(cards) => cards.map((card) => card.dataset.face)")
    assert len(of_grace) == 4
    assert of_alan == [], "never the same face at once"
    expect(alan.get_by_role("heading", name="4 faces left for later")).to_be_visible()
    alan.goto("/")
    grace.goto("/")  # which lets go of the faces

    page.goto(f"/jobs/{job}")
    page.locator("#reviewers").get_by_text("2", exact=True).click()
    page.locator("#reviewers").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Each face is asked of 2 different people.")).to_be_visible()
    settle_all(grace, job, "f", 4)
    assert rows(api, job, "&reviewed=true") == []
    alan.goto(f"/review?job={job}")
    for key in "fffm":
        shown(alan)
        alan.keyboard.press(key)
    expect(alan.get_by_text("Every face that was asked about is settled.")).to_be_visible()
    saved(alan)
    assert [row["reviewed_label"] for row in rows(api, job, "&reviewed=true")] == ["female"] * 3

    page.goto(f"/jobs/{job}/trust")
    expect(page.locator("#agreement")).to_contain_text("Cohen’s kappa")
    expect(page.locator("#agreement")).to_contain_text("1 face is disputed.")
    page.get_by_text("Who agrees with whom").first.click()
    expect(page.locator("#agreement-numbers")).to_contain_text("alan and grace")
    assert violations(page) == []
    page.locator("#agreement").get_by_role("link", name="Decide them").click()
    shown(page)
    expect(page.locator('.review-card:not([hidden]) [data-part="heard"]')).to_have_text(
        "People said: female, male. Your word decides."
    )
    assert violations(page) == []
    page.keyboard.press("m")
    expect(page.get_by_role("heading", name="Nothing is left to review")).to_be_visible()
    saved(page)
    assert len(rows(api, job, "&reviewed=true")) == 4
    page.goto(f"/jobs/{job}")
    expect(page.locator("#to-decide")).to_have_count(0)


def test_two_who_come_at_once_are_asked_about_different_faces(
    page: Page, ada: Page, joan: Page, api: APIRequestContext, portraits: Path
) -> None:
    job = announce(api, sorted(portraits.iterdir())[:24], name="Rush", threshold="1", framing="face")
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    for name in ("ada", "joan"):
        share(page, job, name)
    for window in (ada, joan):
        window.goto(f"/review?job={job}", wait_until="commit")  # neither waits for the other
    asked = []
    for window in (ada, joan):
        shown(window)
        asked.append(window.locator(".review-card").evaluate_all("all => all.map((one) => one.dataset.face)"))
    faces = [face for each in asked for face in each]
    assert all(asked)
    assert sorted(faces) == sorted(row["face_id"] for row in rows(api, job))
    for window in (ada, joan):
        shown(window)
        window.keyboard.press("f")
        saved(window)
    assert {row["reviewer"] for row in rows(api, job, "&reviewed=true")} == {"ada", "joan"}


def test_who_is_removed_while_a_face_is_on_screen_is_told_and_nothing_is_lost(
    page: Page, hedy: Page, api: APIRequestContext, job: str
) -> None:
    hedy.goto("/review")
    expect(hedy.get_by_role("heading", name="There is nothing to review yet")).to_be_visible()
    expect(hedy.locator("#review-undo")).to_be_disabled()
    assert violations(hedy) == []
    share(page, job, "hedy")
    hedy.goto(f"/review?job={job}")
    kept = shown(hedy)
    hedy.keyboard.press("f")
    saved(hedy)
    shown(hedy)
    page.goto(f"/jobs/{job}")
    page.get_by_role("button", name="Remove hedy").click()
    expect(page.get_by_text("hedy sees nothing of this job any more")).to_be_visible()
    hedy.keyboard.press("m")
    gone = hedy.locator("#review-gone")
    expect(gone).to_contain_text("is not shared with you any more. What you settled before is kept")
    assert {row["face_id"]: row["reviewer"] for row in rows(api, job, "&reviewed=true")} == {kept: "hedy"}
