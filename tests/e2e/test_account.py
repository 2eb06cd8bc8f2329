"""Signing in by name and password and looking after an account, with the keyboard alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.running import Running
from core.accounts.passwords import hash_password
from core.accounts.records import create_account
from tests.e2e.watch import watch
from tests.support.databases import opened

pytestmark = pytest.mark.e2e

PASSWORD, NEW = "correct horse battery", "staple battery horse"


@pytest.fixture
def door(browser: Browser, browline: Running) -> Iterator[Page]:
    """The sign-in page, and an account of its own: who signs out here ends no other test's session."""
    with opened(f"sqlite:///{browline.home}/browline.db") as database, database.write() as connection:
        create_account(connection, "mary", "uploader", hash_password(PASSWORD))
    context = browser.new_context(base_url=browline.url)
    page = context.new_page()
    errors = watch(page)
    page.goto("/sign-in")
    yield page
    context.close()
    assert errors == []


def type_in(page: Page, **fields: str) -> None:
    """Fill the form in which the cursor is, and send it."""
    for words in fields.values():
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_a_person_signs_in_makes_a_token_and_changes_the_password(door: Page) -> None:
    page = door
    type_in(page, name="mary", password="wrong password")
    expect(page.get_by_role("alert")).to_have_text("This name and this password do not belong together.")
    expect(page.get_by_label("Password")).to_be_focused()
    type_in(page, password=PASSWORD)
    expect(page).to_have_title("Jobs – Browline")

    page.get_by_role("link", name="Account").press("Enter")
    page.get_by_label("Name of a new token").focus()
    type_in(page, name="script")
    expect(page.locator("#secret")).to_be_focused()
    expect(page.locator("#secret")).to_have_text(re.compile(r"^brw_[\w-]{43}$"))
    revoke = page.get_by_text("Revoke script")
    revoke.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(["The token is revoked."])
    expect(page.get_by_text("There are none yet.")).to_be_visible()

    page.get_by_label("Password now").focus()
    type_in(page, old=PASSWORD, new=NEW, again=NEW)
    expect(page.get_by_text("The password is set.")).to_be_visible()
    page.get_by_role("button", name="Sign out everywhere").press("Enter")
    expect(page.get_by_label("Name")).to_be_focused()
    type_in(page, name="mary", password=NEW)
    expect(page).to_have_title("Jobs – Browline")
