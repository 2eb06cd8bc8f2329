"""The results: a filter is a link, an order too, and an export is exactly what is shown."""

import csv
import io
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.files import write_noise
from tests.e2e.steps import announce, rows, upload, wait_until_done

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def job(api: APIRequestContext, portraits: Path) -> str:
    """Forty classified portraits, most of them under the threshold."""
    return announce(api, sorted(portraits.iterdir()), name="Ward 3", threshold="0.97", framing="face")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def shares(page: Page) -> list[float]:
    texts = page.locator("#rows td.label .numbers").all_inner_texts()
    return [float(text.replace("\N{NARROW NO-BREAK SPACE}%", "")) for text in texts]


def test_the_uncertain_ones_by_confidence_and_their_csv(page: Page, api: APIRequestContext, job: str) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.locator("#headline-uncertain").click()
    page.get_by_role("link", name="Apparent gender").click()
    assert query(page) == {"decision": ["uncertain"], "sort": ["-confidence"]}
    expected = rows(api, job, "&decision=uncertain&sort=-confidence")
    assert expected
    expect(page.locator("#rows tr")).to_have_count(len(expected))  # the rows come after the head of the page
    assert shares(page) == sorted(shares(page), reverse=True)

    page.reload()
    assert page.locator("#rows .open").all_inner_texts() == [row["filename"] for row in expected]

    page.locator("#export").click()
    with page.expect_download() as download:
        page.get_by_text(f"CSV of these {len(expected)}").click()
    found = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert [row["filename"] for row in found] == [row["filename"] for row in expected]
    assert {row["decision"] for row in found} == {"uncertain"}

    with page.expect_download() as download:
        page.get_by_text(f"JSON lines of these {len(expected)}").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["image_id"] for line in lines] == [row["image_id"] for row in expected]


def test_the_form_filters_and_a_chip_takes_it_back(page: Page, api: APIRequestContext, job: str) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.get_by_label("Confidence from").select_option("0.6")
    page.wait_for_url("**min_confidence=0.6*")
    page.get_by_label("Name has").fill("0001")
    page.keyboard.press("Enter")
    page.wait_for_url("**filename=0001*")
    expected = rows(api, job, "&min_confidence=0.6&filename=0001")
    expect(page.locator("#rows tr")).to_have_count(len(expected))
    page.get_by_label("Without: name has").click()
    assert query(page) == {"min_confidence": ["0.6"]}
    page.go_back()
    assert query(page) == {"min_confidence": ["0.6"], "filename": ["0001"]}


def test_a_filter_that_keeps_nothing_says_so(page: Page, job: str) -> None:
    page.goto(f"/jobs/{job}?filename=nobody")
    expect(page.get_by_text("No result matches this filter")).to_be_visible()
    page.get_by_role("link", name="Show all results").click()
    expect(page.locator("#rows tr").first).to_be_visible()


def test_keys_move_and_open_and_the_detail_shows_everything(
    page: Page, api: APIRequestContext, job: str
) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    shown = rows(api, job)
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    detail = page.locator("#detail")
    expect(detail.get_by_role("heading")).to_have_text(shown[1]["filename"])
    expect(detail).to_contain_text(shown[1]["sha256"])
    expect(detail.locator(".face-box")).to_have_attribute("width", str(shown[1]["face_w"]))
    page.keyboard.press("j")
    expect(detail.get_by_role("heading")).to_have_text(shown[2]["filename"])
    page.keyboard.press("Escape")
    expect(detail).to_be_hidden()
    expect(page.locator("#rows tr").nth(2).locator(".open")).to_be_focused()


def test_pages_follow_one_another(page: Page, api: APIRequestContext, tmp_path: Path) -> None:
    job = upload(page, write_noise(tmp_path, 70))
    wait_until_done(page)
    expect(page.locator("#rows tr")).to_have_count(
        50
    )  # the browser shows the head before it has read all rows
    first = page.locator("#rows .open").all_inner_texts()
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#rows tr")).to_have_count(20)
    second = page.locator("#rows .open").all_inner_texts()
    assert first + second == [row["filename"] for row in rows(api, job)]
    page.get_by_role("link", name="Back to the first").click()
    expect(page.locator("#rows tr")).to_have_count(50)
    assert page.locator("#rows .open").all_inner_texts() == first
