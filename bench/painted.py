"""What a person waits for in front of a page: its first paint, its first row, the rows of another filter."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

# A frame begins after the one that has drawn what was there before: so long has a row been waited for.
WATCH = """(() => {
    const look = () => requestAnimationFrame(document.querySelector("SELECTOR") ? painted : look);
    const painted = () => performance.mark("painted");
    look();
})()"""
FIRST = """() => new Promise((resolve) => {
    const found = () => {
        const paint = performance.getEntriesByName("first-contentful-paint")[0];
        const rows = performance.getEntriesByName("painted")[0];
        // Frames are shown a while after they are drawn, which the browser tells of the first one alone.
        if (paint && rows) resolve([paint.startTime, Math.max(paint.startTime, rows.startTime)]);
        else setTimeout(found, 10);
    };
    found();
})"""
# The link that says it, else the form filled in; until the browser has ended the navigation and drawn it.
CHANGE = """([query, link]) => new Promise((resolve, reject) => {
    const wanted = new URLSearchParams(query);
    const words = (search) => [...new URLSearchParams(search.toLowerCase())].map(String).sort().join();
    const says = ({ search }) => words(search) === words(query);
    const found = link ? document.querySelector(link) : [...document.querySelectorAll("#live a")].find(says);
    const form = document.getElementById("filter");
    for (const field of found ? [] : form.elements) {
        const value = wanted.get(field.dataset.share ?? field.name) ?? "";
        const option = [...(field.options ?? [])].find((one) => one.value.toLowerCase() === value);
        const typed = value && "share" in field.dataset ? 100 * value : value;
        if (field.name) field.value = option ? option.value : typed;
    }
    const began = performance.now();
    const frame = () => new Promise(requestAnimationFrame);
    const drawn = () => frame().then(frame).then(() => resolve(performance.now() - began));
    const lost = () => reject(new Error(`It went to ${location} for ${query}`));
    const came = () => (link || says(location) ? drawn() : lost());
    navigation.addEventListener("navigatesuccess", came, { once: true });
    navigation.addEventListener("navigateerror", ({ message }) => reject(new Error(message)), { once: true });
    if (found) found.click();
    else form.requestSubmit();
})"""
BACK = "() => navigation.back().finished.then(() => {})"
QUIET = 400  # milliseconds in which pictures come, before the next is measured


@dataclass(frozen=True, slots=True)
class First:
    """Milliseconds from the navigation until something is painted, and until what one came for is."""

    paint: float
    content: float


def context_of(browser: Browser, state: Path) -> BrowserContext:
    """A browser's window of somebody signed in who has never been here: nothing is cached."""
    return browser.new_context(storage_state=state, viewport={"width": 1280, "height": 900})


def first(browser: Browser, state: Path, address: str, content: str, come_from: str = "") -> First:
    """Open a page in a new window, or in one that comes from another page.

    `content` is a selector of what one came for.
    """
    context = context_of(browser, state)
    context.add_init_script(WATCH.replace("SELECTOR", content))
    page = context.new_page()
    if come_from:
        page.goto(come_from)
    page.goto(address)
    found = First(*page.evaluate(FIRST))
    context.close()
    return found


def changed(page: Page, query: str, link: str = "") -> float:
    """Milliseconds from the click, or from sending the form, until the rows of another view are painted.

    Goes back then. Raises where the browser had to load a whole page.
    """
    taken = float(page.evaluate(CHANGE, [query, link]))
    page.wait_for_timeout(QUIET)
    page.evaluate(BACK)
    page.wait_for_timeout(QUIET)
    return taken
