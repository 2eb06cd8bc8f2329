"""With a finger: whatever is touched by itself is 40 px high and wide, on every page, on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, Playwright, expect

from bench.running import Running
from tests.e2e.addresses import PAGES
from tests.e2e.steps import announce, rows, settled
from tests.support.processes import wait_for

pytestmark = pytest.mark.e2e

# What a finger reaches around the middle of a target: its label, or what lies over it and belongs to it, too.
# A link within a sentence is as high as its line, as in WCAG 2.5.8.
SMALL = """least => {
    const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary, label:has(input)";
    const inSentence = (element) => {
        const whole = element.closest("p, li, dd, td, th, small, figcaption, strong, .empty");
        return element.localName === "a" && getComputedStyle(element).display === "inline" && whole
            && whole.textContent.trim().length > element.textContent.trim().length + 3;
    };
    const reach = (element) => {
        element.scrollIntoView({ block: "center", inline: "nearest" });
        const box = element.getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        const own = (at) => at && (element.contains(at) || at.contains(element) && at.localName === "label"
            || element.labels?.[0]?.contains(at));
        const along = (dx, dy) => {
            let far = 0;
            while (far < least && own(document.elementFromPoint(x + dx * far, y + dy * far))) far += 0.5;
            return far;
        };
        return [along(1, 0) + along(-1, 0), along(0, 1) + along(0, -1)];
    };
    return [...document.querySelectorAll(targets)]
        .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
            && !element.closest("dialog:not([open]), .visually-hidden, .skip, [aria-disabled=true]")
            && !element.disabled && !inSentence(element)
            && !(element.localName === "label" && element.control && element.control.offsetWidth > 30))
        .map((element) => [element, ...reach(element)])
        .filter(([, wide, high]) => wide < least || high < least)
        .map(([element, wide, high]) => `${wide} × ${high}: ${element.outerHTML.slice(0, 160)}`);
}"""


@pytest.fixture(scope="module", autouse=True)
def said(api: APIRequestContext, portraits: Path) -> None:
    """Somebody has settled a face, so that the pages have words of it."""
    job = announce(api, sorted(portraits.iterdir())[:1], name="Touched", framing="face")
    wait_for(lambda: api.get(f"jobs/{job}").json()["state"] == "done", 60)
    (row,) = rows(api, job)
    assert api.post(f"faces/{row['face_id']}/reviews", data={"label": "female"}).status == 201


@pytest.fixture(scope="module")
def phone(playwright: Playwright, browser: Browser, browline: Running, signed_in: Path) -> Iterator[Page]:
    """One for all addresses: a new one costs more than the look at them."""
    kind = playwright.devices["Pixel 7"] | {"viewport": {"width": 390, "height": 844}}
    context = browser.new_context(**kind, base_url=browline.url, storage_state=signed_in)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", PAGES)
def test_targets_are_large_enough_for_a_finger(phone: Page, ids: dict[str, str], address: str) -> None:
    phone.goto(address.format(**ids))
    settled(phone)
    assert phone.evaluate("matchMedia('(pointer: coarse)').matches")
    assert phone.evaluate(SMALL, 40) == []


def test_the_buttons_of_a_token_hold_their_words(
    browser: Browser, browline: Running, signed_in: Path
) -> None:
    """German words are the longest."""
    window = {"width": 390, "height": 844}
    context = browser.new_context(
        base_url=browline.url, storage_state=signed_in, locale="de", viewport=window, has_touch=True
    )
    page = context.new_page()
    page.goto("/account")
    page.locator("#token-name").fill("touched")
    page.get_by_role("button", name="Token erstellen").click()
    fold = page.locator("tr", has_text="touched").locator(".sure")
    for button in (fold.locator("summary"), fold.get_by_role("button", name="Endgültig widerrufen")):
        box = button.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= window["width"]
        assert button.evaluate("button => button.scrollWidth <= button.clientWidth")
        button.click()  # the first one opens the fold, the second one ends the token
    expect(page.locator("tr", has_text="touched")).to_have_count(0)
    context.close()
