"""For whoever reads: by keyboard alone, in their language and zone, without motion, in their own colours."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, expect

from bench.running import Running
from tests.e2e.addresses import PAGES
from tests.e2e.steps import announce, settled
from tests.support.processes import wait_for

pytestmark = pytest.mark.e2e

FOCUSABLE = "a[href], button:not([disabled]), input:not([type=hidden]), select, summary, [tabindex='0']"
VISIBLE = f"""() => [...document.querySelectorAll("{FOCUSABLE}")]
    .filter((element) => element.checkVisibility({{ visibilityProperty: true }})
        && !element.closest("[hidden], dialog:not([open])") && element.tabIndex >= 0
        && !(element.type === "radio" && !element.checked && element.form?.elements[element.name].value))
    .length"""
FOCUSED = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    (window.reached ??= new Set()).add(here); // no mark on it: a page that keeps up to date wipes it off
    const ringed = [here, here.parentElement].map((element) => getComputedStyle(element))
        .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
        || here.matches(".mark:focus-visible")
            && parseFloat(getComputedStyle(here.firstElementChild).strokeWidth) >= 4;
    return { what: here.outerHTML.slice(0, 120), ringed };
}"""

SAID = """async () => {
    const { _, ngettext, errorWords } = await import("/static/js/words.js");
    const count = ngettext("%(num)s file was refused", "%(num)s files were refused", 1234);
    const detail = "a: b.png: the picture is 8200 × 5000 pixels; at most 40.5 million pixels and "
        + "65500 on a side are allowed; scale it down.";
    return [_("Not now"), count, errorWords("nothing_to_undo", "…"), errorWords("no_such_code", "kept"),
        errorWords("too_many_pixels", detail), errorWords("too_many_pixels", "its frames are 9 × 9 pixels")];
}"""
CONTROLS = "button, input:not([type=hidden]), select, textarea"
# Those that no form sends; a form without an address is a script's.
DEAD = """controls => controls.filter((each) => !each.form?.hasAttribute("action")
    || (each.localName === "button" && each.type !== "submit"))
    .map((each) => each.outerHTML.slice(0, 120))"""
MOVING = """() => [...new Map([...document.querySelectorAll("*")]  // one of each kind
        .map((element) => [`${element.tagName} ${element.id} ${element.getAttribute("class")}`, element]))
    .values()]
    .filter((element) => ["", "::before", "::after"].some((part) => {
        const style = getComputedStyle(element, part || null);
        const turns = style.transitionProperty !== "none" && parseFloat(style.transitionDuration) > 0;
        return turns || style.animationName !== "none";
    })).map((element) => element.outerHTML.slice(0, 80))"""

ZOOMED = ((640, 400), (320, 640), (844, 390))  # 1280 × 800 at 200 %, at 400 %, and a phone on its side


# The API's description is text with hundreds of links.
@pytest.mark.parametrize("address", sorted(set(PAGES) - {"/api/docs"}))
def test_tab_reaches_each_control_and_says_where_it_is(
    same_page: Page, ids: dict[str, str], address: str
) -> None:
    page = same_page
    page.goto(address.format(**ids))
    settled(page)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    count = page.evaluate(VISIBLE)
    for _ in range(count + 5):
        focused = page.evaluate(FOCUSED)
        # A row that leaves the list while it has the focus takes it along; the next key goes on from there.
        assert focused is None or focused["ringed"], focused["what"]
        page.keyboard.press("Tab")
    assert page.evaluate("window.reached.size") >= count


def test_the_skip_link_leads_past_the_bar(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_switch_of_the_language_stays_and_scripts_follow_it(browser: Browser, browline: Running) -> None:
    context = browser.new_context(base_url=browline.url, locale="en-GB")
    page = context.new_page()
    page.goto("/sign-in")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    said = page.evaluate(SAID)
    assert said == [
        "Jetzt nicht",
        "1.234 Dateien wurden abgelehnt",
        "Es gibt nichts rückgängig zu machen.",
        "kept",
        "Das Bild hat 8.200 × 5.000 Pixel; erlaubt sind höchstens 40,5 Millionen Pixel und 65.500 auf "
        "einer Seite; verkleinern Sie es.",
        "Das Bild hat mehr Pixel als erlaubt; verkleinern Sie es.",
    ]
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


def test_times_are_of_the_readers_zone_and_without_a_script_of_utc(
    browser: Browser, browline: Running, signed_in: Path, api: APIRequestContext, portraits: Path
) -> None:
    job = announce(api, sorted(portraits.iterdir())[:1], name="Times", framing="face")
    wait_for(lambda: api.get(f"jobs/{job}").json()["state"] == "done", 60)
    context = browser.new_context(
        base_url=browline.url, storage_state=signed_in, locale="de", timezone_id="Asia/Tokyo"
    )
    page = context.new_page()
    page.goto(f"/jobs/{job}")
    time = page.locator("#job-head time")
    expect(time).to_have_attribute("title", re.compile(r"^\d\d\.\d\d\.\d{4}, \d\d:\d\d:\d\d GMT\+9$"))
    exact = time.get_attribute("title")
    expect(time).to_have_text(re.compile(rf"^(gerade eben|vor \d+ (s|min)) \({re.escape(exact or '?')}\)$"))
    context.close()
    plain = browser.new_context(base_url=browline.url, storage_state=signed_in, java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"/jobs/{job}")
    expect(page.locator("#job-head time")).to_have_text(re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d UTC$"))
    plain.close()


def test_without_scripts_no_page_shows_what_only_a_script_works(
    browser: Browser, browline: Running, signed_in: Path, ids: dict[str, str]
) -> None:
    plain = browser.new_context(base_url=browline.url, storage_state=signed_in, java_script_enabled=False)
    page = plain.new_page()
    for address in PAGES:
        page.goto(address.format(**ids))
        for opener in page.locator("summary").locator("visible=true").all():
            opener.click()
        shown = page.locator(f":is({CONTROLS})").locator("visible=true")
        assert shown.evaluate_all(DEAD) == [], address
    for address in ("/", "/review", "/camera", f"/faces/{ids['face_id']}"):
        page.goto(address)
        expect(page.locator("main noscript p")).to_contain_text("needs JavaScript")
    page.goto(f"/jobs/{ids['job_id']}/trust")
    expect(page.get_by_text("Move the slider")).to_be_hidden()
    plain.close()


def test_nothing_moves_for_who_asks_for_that_and_forced_colours_keep_the_words(
    browser: Browser, browline: Running, signed_in: Path, ids: dict[str, str]
) -> None:
    context = browser.new_context(
        base_url=browline.url, storage_state=signed_in, reduced_motion="reduce", forced_colors="active"
    )
    page = context.new_page()
    for address in PAGES:
        page.goto(address.format(**ids))
        settled(page)
        assert page.evaluate(MOVING) == [], address
    expect(page.get_by_role("navigation").first.get_by_role("link", name="Camera")).to_be_visible()
    context.close()


@pytest.mark.thorough  # every page three times
def test_a_zoomed_page_and_a_phone_on_its_side_lose_nothing(page: Page, ids: dict[str, str]) -> None:
    for address in PAGES:
        page.goto(address.format(**ids))
        settled(page)
        for width, height in ZOOMED:
            page.set_viewport_size({"width": width, "height": height})
            beyond = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert beyond == 0, (address, width)
    page.goto("/camera")
    for width, height in ZOOMED:
        page.set_viewport_size({"width": width, "height": height})
        expect(page.get_by_role("button", name="Start the camera")).to_be_in_viewport()
