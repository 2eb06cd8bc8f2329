"""What axe-core says of the page as it is now."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect


def violations(page: Page) -> list[str]:
    """What axe says, a line for each element; and that nothing lies beyond the edge of the window."""
    expect(page.locator("main")).to_be_attached()
    answer = Axe().run(page).response
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [
        f"{rule['id']}: {node['html'][:200]}" for rule in answer["violations"] for node in rule["nodes"]
    ] + ([f"{beyond} pixels beyond the edge"] if beyond else [])
