"""The accessibility rules of axe-core find nothing, on any page, with what opens on it open too."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page

from bench.running import Running
from tests.e2e.addresses import addresses
from tests.e2e.axe import violations
from tests.e2e.steps import announce, rows
from tests.support.processes import wait_for

pytestmark = pytest.mark.e2e

Theme = Literal["light", "dark"]
# Every page by its rule, with what a click opens on it.
PAGES: dict[str, tuple[str, ...]] = {
    "/": ("[data-action=delete]",),
    "/account": ("#data-title ~ details summary",),
    "/accounts": (),
    "/api/docs": (),
    "/camera": (),
    "/faces/<uuid:face_id>": (),
    "/images/<uuid:image_id>": (),
    "/jobs/<uuid:job_id>": ("#export summary", "#bulk-menu summary"),
    "/jobs/<uuid:job_id>/trust": (),
    "/journal": (),
    "/model": (),
    "/review": ("#review-keys-open", ".review-asked summary"),
    "/sign-in": ("summary",),
    "/trust": (),
}
QUERIES = {
    "/model": ("?compare=browline-2,browline-3",),
    "/jobs/<uuid:job_id>": ("?filename=nothing", "?view=gallery"),
    "/review": ("?which=all&job={job_id}", "?which=all&job={job_id}&mode=grid"),
}
SIGNED_OUT = {"/sign-in"}


@dataclass(frozen=True, slots=True)
class Site:
    """A running Browline with something to see: its pages, and the windows that look at them."""

    browser: Browser
    url: str
    signed_in: Path
    known: dict[str, str]
    ids: dict[str, str]

    def window(self, theme: Theme, width: int, signed_in: bool, language: str = "en") -> Page:
        """A window of a theme, a width in CSS pixels and a language."""
        state = self.signed_in if signed_in else None
        size = {"width": width, "height": 800}
        context = self.browser.new_context(
            base_url=self.url, storage_state=state, color_scheme=theme, viewport=size, locale=language
        )
        return context.new_page()


@pytest.fixture(scope="module")
def site(
    browser: Browser,
    browline: Running,
    signed_in: Path,
    api: APIRequestContext,
    portraits: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    job = announce(api, sorted(portraits.iterdir())[:6], name="Axe", framing="face", threshold="0.97")
    wait_for(lambda: api.get(f"jobs/{job}").json()["state"] == "done", 60)
    row = rows(api, job)[0]
    ids = {"job_id": job, "image_id": row["image_id"], "face_id": row["face_id"], "track_id": job}
    site = Site(browser, browline.url, signed_in, addresses(tmp_path_factory.mktemp("app"), ids), ids)
    yield site
    for context in browser.contexts:
        context.close()


def test_no_page_is_missing_here(site: Site) -> None:
    asker = site.window("light", 1280, signed_in=True).request
    answers = {rule: asker.get(address, max_redirects=0) for rule, address in site.known.items()}
    found = {
        rule
        for rule, answer in answers.items()
        if answer.status == 200 and answer.text().lstrip().lower().startswith("<!doctype html")
    }
    found |= SIGNED_OUT
    assert found == set(PAGES), (
        "a page of the app is not among those that are looked at, or the other way round"
    )


@pytest.mark.parametrize(
    ("theme", "width", "language"),
    [
        ("light", 1280, "en"),
        pytest.param("dark", 390, "de", marks=pytest.mark.thorough),
        pytest.param("dark", 1280, "en", marks=pytest.mark.thorough),
        pytest.param("light", 390, "en", marks=pytest.mark.thorough),
    ],
)
def test_axe_finds_nothing(site: Site, theme: Theme, width: int, language: str) -> None:
    windows = {signed_in: site.window(theme, width, signed_in, language) for signed_in in (True, False)}
    found = {}
    for rule, opened in PAGES.items():
        page = windows[rule not in SIGNED_OUT]
        queries = ("", *(query.format(**site.ids) for query in QUERIES.get(rule, ())))
        for look in (*queries, *opened):
            page.goto(site.known[rule] + (look if look in queries else ""))
            page.wait_for_load_state("load")
            if look in opened:
                opener = page.locator(look).first
                # A phone has no button for the keys; what it would open has to be right all the same.
                opener.click() if opener.is_visible() else opener.dispatch_event("click")
            if problems := violations(page):
                found[f"{rule} {look}"] = problems
    page = windows[True]
    page.goto("/nowhere")
    found |= {"an error": problems} if (problems := violations(page)) else {}
    assert found == {}
