"""A finished job is classified again by a click, and its page then tells by itself what changed."""

from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Page, Route, expect
from sqlalchemy import select, update

from bench.running import Running
from core.tables import Result
from tests.e2e.steps import announce, beyond, rows, wait_until_done
from tests.support.databases import opened

pytestmark = pytest.mark.e2e


def as_if_of_another_model(server: Running, job: str, face: str) -> None:
    """One answer turned round, and all said by a version of before."""
    with opened(server.sql_url) as database, database.write() as connection:
        connection.execute(update(Result).where(Result.job_id == job).values(model_version="older-1"))
        one = connection.execute(select(Result.label).where(Result.id == face)).scalar_one()
        other = "male" if one == "female" else "female"
        connection.execute(update(Result).where(Result.id == face).values(label=other))


def test_a_click_asks_todays_model_and_changes_are_asked_about_first(
    page: Page, api: APIRequestContext, browline: Running, portraits: Path
) -> None:
    job = announce(api, sorted(portraits.iterdir())[:3], name="Ward", framing="face")
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    expect(page.get_by_role("button", name="Classify again")).to_have_count(0)
    turned = rows(api, job)[1]
    as_if_of_another_model(browline, job, turned["face_id"])
    page.reload()
    page.get_by_role("button", name="Classify again with browline").click()
    expect(page.locator("#confirm-detail")).to_contain_text("3 images are classified anew")
    page.locator("#confirm-yes").click()
    expect(page.locator("h1")).to_have_text("Ward (again)")
    expect(page.locator("#again-changes")).to_contain_text("about 1 of 3 faces")
    page.set_viewport_size({"width": 390, "height": 844})
    assert beyond(page) == []
    page.get_by_role("link", name="Show them").click()
    expect(page.locator("#rows tr")).to_have_count(1)
    page.go_back()
    page.get_by_role("link", name="Review them").click()
    card = page.locator(".review-card:not([hidden])")
    expect(card.locator("[data-part=earlier]")).to_contain_text("Before, older-1 said")
    expect(card).to_have_attribute("data-label", turned["label"])
    page.goto(f"/jobs/{job}")
    expect(page.get_by_role("link", name="Ward (again)")).to_be_visible()


def test_an_answer_that_is_lost_is_asked_for_again_and_makes_no_second_job(
    page: Page, api: APIRequestContext, browline: Running, portraits: Path
) -> None:
    job = announce(api, sorted(portraits.iterdir())[:2], name="Once", framing="face")
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    as_if_of_another_model(browline, job, rows(api, job)[0]["face_id"])

    def lose(route: Route) -> None:
        assert route.fetch().status == 202
        route.abort()

    page.route("**/again", lose, times=1)
    page.reload()
    again = page.get_by_role("button", name="Classify again with browline")
    again.click()
    page.locator("#confirm-yes").click()
    detail = page.locator("#confirm-detail")
    expect(detail).to_contain_text("The connection is lost. It may have been done all the same")
    page.get_by_role("button", name="Close", exact=True).click()
    again.click()
    page.locator("#confirm-yes").click()
    expect(page.locator("h1")).to_have_text("Once (again)")
    made = [each["id"] for each in api.get("jobs?limit=1000").json()["items"] if each["again_of"] == job]
    assert made == [page.url.rsplit("/", 1)[1]]
