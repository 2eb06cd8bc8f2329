"""The content security policy in a real browser: no page needs more than it allows, and it does bite."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, BrowserContext, Page, expect

from bench.running import Running
from tests.e2e.addresses import addresses
from tests.e2e.steps import announce, rows
from tests.support.processes import wait_for

pytestmark = pytest.mark.e2e

RECORD = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation",
        ({ violatedDirective, blockedURI }) => window.violations.push(`${violatedDirective}: ${blockedURI}`));
"""


def violations(page: Page) -> list[Any]:
    found: list[Any] = page.evaluate("window.violations ?? []")
    return found


def test_no_page_needs_more_than_the_policy_allows(
    page: Page, context: BrowserContext, api: APIRequestContext, portraits: Path, tmp_path: Path
) -> None:
    context.add_init_script(RECORD)
    job = announce(api, sorted(portraits.iterdir())[:3], name="Policy", framing="face")
    wait_for(lambda: api.get(f"jobs/{job}").json()["state"] == "done", 60)
    image = rows(api, job)[0]["image_id"]
    face = rows(api, job)[0]["face_id"]
    known = addresses(tmp_path, {"job_id": job, "image_id": image, "face_id": face, "track_id": job})
    assert {"/", "/camera", "/model", "/api/docs", f"/jobs/{job}", f"/images/{image}"} <= set(known.values())
    for address in known.values():
        answer = page.goto(address)
        assert answer is not None
        assert answer.headers["content-security-policy"], address
        page.wait_for_load_state("load")
        assert violations(page) == [], address


def test_what_the_page_did_not_bring_does_not_run(context: BrowserContext, browline: Running) -> None:
    context.add_init_script(RECORD)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("heading").first).to_be_visible()
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
        const words = '<p style="color: red" onclick="window.ran = true">x</p>';
        document.body.insertAdjacentHTML("beforeend", words);
        const picture = document.createElement("img");
        picture.src = "https://elsewhere.example/pixel.png";
        document.body.append(picture);
    }""")
    wait_for(lambda: len(violations(page)) >= 4)
    assert page.evaluate("window.ran ?? false") is False
    assert {found.split(":")[0] for found in violations(page)} >= {
        "script-src-elem", "script-src-attr", "style-src-attr", "img-src",
    }  # fmt: skip
