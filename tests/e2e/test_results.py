"""The results: a filter is a link, an order too, and an export is exactly what is shown."""

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.files import write_noise
from tests.e2e.steps import announce, rows, upload, wait_until_done, wait_until_shown

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def job(api: APIRequestContext, portraits: Path) -> str:
    """Forty classified portraits, most of them under the threshold."""
    return announce(api, sorted(portraits.iterdir()), name="Ward 3", threshold="0.97", framing="face")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def shares(page: Page) -> list[float]:
    texts = page.locator("#rows td.confidence .numbers").all_inner_texts()
    return [float(text.replace("\N{NARROW NO-BREAK SPACE}%", "")) for text in texts]


def test_the_uncertain_ones_by_confidence_and_their_csv(page: Page, api: APIRequestContext, job: str) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.locator("#headline-uncertain").click()
    expect(page.locator("#headline-uncertain")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Confidence", exact=True).click()
    assert query(page) == {"decision": ["uncertain"], "sort": ["-confidence"]}
    expected = rows(api, job, "&decision=uncertain&sort=-confidence")
    assert expected
    wait_until_shown(page)
    expect(page.locator("#rows tr")).to_have_count(len(expected))
    assert shares(page) == sorted(shares(page), reverse=True)

    page.reload()
    assert page.locator("#rows .open").all_inner_texts() == [row["filename"] for row in expected]

    table = downloaded(page, f"CSV of these {len(expected)}").read_text(encoding="utf-8")
    found = list(csv.DictReader(io.StringIO(table)))
    assert [row["filename"] for row in found] == [row["filename"] for row in expected]
    assert {row["decision"] for row in found} == {"uncertain"}

    lines = downloaded(page, f"JSON lines of these {len(expected)}").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["image_id"] for line in lines] == [row["image_id"] for row in expected]


def test_each_file_of_the_menu_is_of_what_is_shown(page: Page, api: APIRequestContext, job: str) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    faces = [row["face_id"] for row in rows(api, job, "&sort=-confidence")]
    assert api.post(f"faces/{faces[0]}/reviews", data={"label": "female"}).status == 201
    page.goto(f"/jobs/{job}?sort=-confidence")
    read = pq.read_table(downloaded(page, "Parquet of all 40"))
    assert read.column("face_id").to_pylist() == faces
    reviews = downloaded(page, "Every review of all 40").read_text(encoding="utf-8")
    assert [row["face_id"] for row in csv.DictReader(io.StringIO(reviews))] == [faces[0]]
    with ZipFile(downloaded(page, "ZIP of 1 reviewed face")) as packed:
        pictures = [name for name in packed.namelist() if name.endswith((".jpg", ".png", ".webp"))]
    assert len(pictures) == 1
    assert api.post("review/undo").status == 200


def downloaded(page: Page, words: str) -> Path:
    """The file that a line of the menu gives, which closes then."""
    page.locator("#export").click()
    with page.expect_download() as download:
        page.get_by_text(words).click()
    return download.value.path()


@pytest.mark.thorough  # eighteen pages; orders are tried in core
def test_every_column_is_sorted_by_a_click_and_by_another_the_other_way(
    page: Page, api: APIRequestContext, job: str
) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    columns = page.locator("thead a").evaluate_all("all => all.map((one) => one.id)")
    assert {"sort-filename", "sort-label", "sort-decision", "sort-reviewed", "sort-status"} <= set(columns)
    for column in columns:
        for _ in range(2):
            head = page.locator(f"#{column}")
            address = head.get_attribute("href") or ""
            head.click()
            page.wait_for_url(f"**{address}")
            expect(page.locator(f"th[aria-sort]:has(#{column})")).to_have_count(1)
            expected = rows(api, job, "&" + urlsplit(address).query)
            expect(page.locator("#rows .open")).to_have_text([row["filename"] for row in expected])


def test_the_form_filters_and_a_chip_takes_it_back(page: Page, api: APIRequestContext, job: str) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.get_by_label("Confidence from").fill("60")
    page.keyboard.press("Enter")
    page.wait_for_url("**min_confidence=0.6*")
    expect(page.get_by_label("Confidence from")).to_have_value("60")
    page.get_by_label("Decision", exact=True).focus()
    page.keyboard.press("ArrowDown")  # only passes through the choices
    page.get_by_label("Decision", exact=True).select_option("")
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


def test_keys_move_and_open_and_the_face_has_a_page(page: Page, api: APIRequestContext, job: str) -> None:
    page.goto(f"/jobs/{job}?sort=-confidence")
    wait_until_done(page)
    shown = rows(api, job, "&sort=-confidence")
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/faces/{shown[1]['face_id']}?sort=-confidence")
    expect(page.get_by_role("heading", level=1)).to_have_text(shown[1]["filename"])
    expect(page.locator("#facts")).to_contain_text(shown[1]["sha256"])
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text(shown[2]["filename"])
    page.wait_for_load_state()  # until then nobody listens to keys
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).to_have_text(shown[1]["filename"])
    page.wait_for_load_state()
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/jobs/{job}?sort=-confidence")
    expect(page.locator("#rows tr")).to_have_count(40)
    with page.context.expect_page() as opened:
        page.locator("#rows .open").first.click(modifiers=["ControlOrMeta"])
    for walking in (page, opened.value):  # one with a list to go back to, and one without
        if walking is page:
            page.locator("#rows .open").first.click()
            page.wait_for_url("**/faces/*")
        walking.wait_for_load_state()  # until then nobody listens
        for place in (1, 2):
            walking.locator("#following").click()
            expect(walking.get_by_role("heading", level=1)).to_have_text(shown[place]["filename"])
            walking.wait_for_load_state()
        walking.locator("#back").click()
        walking.wait_for_url(f"**/jobs/{job}?sort=-confidence")


def test_a_face_is_settled_on_its_page_and_its_history_stays(
    page: Page, api: APIRequestContext, job: str
) -> None:
    row = rows(api, job)[5]
    page.goto(f"/faces/{row['face_id']}")
    history = page.locator("#history li")
    expect(page.locator("#history")).to_contain_text("Nobody has reviewed this face yet.")
    expect(page.locator("#undo")).to_be_disabled()
    page.keyboard.press("u")
    expect(history).to_have_count(1)
    expect(page.locator("#undo")).to_be_enabled()
    page.get_by_role("button", name="M Male").click()
    expect(history).to_have_count(2)
    expect(page.locator("#facts")).to_contain_text("Male by owner")
    page.keyboard.press("z")
    expect(page.locator("#history .taken-back")).to_contain_text("Male")
    expect(page.locator("#facts")).to_contain_text("Unclear by owner")
    page.keyboard.down("m")
    page.keyboard.down("m")  # held down, it is one word
    page.keyboard.up("m")
    expect(page.locator("#facts")).to_contain_text("Male by owner")
    expect(history).to_have_count(3)
    page.route("**/reviews?*", lambda route: route.fulfill(status=503, json={"detail": "Busy."}), times=1)
    page.keyboard.press("f")
    page.keyboard.press("j")  # waits until that word is kept
    expect(page).not_to_have_url(re.compile(row["face_id"]))
    said = {one["face_id"]: one["reviewed_label"] for one in rows(api, job)}
    assert said[row["face_id"]] == "female"


def test_the_gallery_is_the_same_rows_with_the_same_filter(
    page: Page, api: APIRequestContext, job: str
) -> None:
    page.goto(f"/jobs/{job}?decision=uncertain")
    wait_until_done(page)
    page.get_by_role("link", name="Gallery").click()
    tiles = page.locator("#rows .tile")
    expect(tiles.first).to_be_visible()
    assert query(page) == {"decision": ["uncertain"], "view": ["gallery"]}
    order = page.get_by_label("Sorted by")
    for _ in range(order.evaluate("(choice) => choice.options.length")):  # keys pass through the choices
        if order.input_value() != "-confidence":
            order.press("ArrowDown")
    expect(order.locator("option:checked")).to_have_text("the surest first")
    order.press("Enter")
    page.wait_for_url("**sort=-confidence*")
    wait_until_shown(page)
    expected = rows(api, job, "&decision=uncertain&sort=-confidence")
    expect(tiles).to_have_count(len(expected))
    expect(tiles.locator("img").first).to_have_js_property("naturalWidth", 200)
    names = tiles.locator(".open").evaluate_all("all => all.map((one) => one.title)")
    assert names == [row["filename"] for row in expected]
    expect(tiles.first).to_contain_text("uncertain")
    page.keyboard.press("Tab")  # out of the choice, in which letters choose
    for key in ("j", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url(f"**/faces/{expected[1]['face_id']}?*")
    page.keyboard.press("Escape")
    page.wait_for_url("**view=gallery*")
    page.get_by_role("link", name="Small").click()
    expect(tiles.locator("img").first).to_have_attribute("width", "48")
    page.get_by_role("link", name="Table").click()
    assert query(page) == {"decision": ["uncertain"], "sort": ["-confidence"]}


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


def test_another_view_comes_without_loading_the_page(page: Page, api: APIRequestContext, job: str) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    uncertain, surest = (
        len(rows(api, job, words)) for words in ("&decision=uncertain", "&min_confidence=0.99")
    )
    page.evaluate("() => { window.same = true; }")
    page.locator("#headline-uncertain").click()
    said = page.locator("#spoken")
    expect(said).to_have_text(re.compile(f"^{uncertain} result"))
    expect(page.locator("#rows tr")).to_have_count(uncertain)
    expect(page.locator("#headline-uncertain")).to_be_focused()
    page.get_by_label("Without: decision").click()
    expect(page.locator("#rows tr")).to_have_count(40)
    expect(page.locator("#results")).to_be_focused()  # what was clicked is gone
    page.get_by_label("Confidence from").fill("99")
    page.keyboard.press("Enter")
    expect(said).to_have_text(re.compile(f"^{surest} result"))
    expect(page.get_by_label("Confidence from")).to_be_focused()
    for turn, left in ((page.go_back, 40), (page.go_back, uncertain), (page.go_forward, 40)):
        turn()
        expect(page.locator("#shown")).to_contain_text(f"{left} results")
    with page.context.expect_page() as other:
        page.locator("#headline-uncertain").click(modifiers=["ControlOrMeta"])
    other.value.wait_for_url("**?decision=uncertain")
    assert query(page) == {}
    assert page.evaluate("window.same")


def test_a_view_that_does_not_come_is_asked_for_again_or_loaded(page: Page, job: str) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.evaluate("() => { window.same = true; }")
    page.route("**/live?*", lambda route: route.fulfill(status=503, json={"detail": "Busy."}), times=2)
    page.locator("#sort-label").click()
    expect(page.locator("#stale")).to_have_text("Busy. Trying again.")
    expect(page.locator("#live")).to_have_attribute("aria-busy", "true")
    expect(page.locator("th[aria-sort]:has(#sort-label)")).to_have_count(1)
    expect(page.locator("#stale")).to_be_hidden()
    assert page.evaluate("window.same")
    page.route("**/live?*", lambda route: route.fulfill(status=403, json={"detail": "Not yours."}))
    page.locator("#sort-filename").click()
    expect(page.locator("th[aria-sort]:has(#sort-filename)")).to_have_count(1)  # as the page itself says
    assert not page.evaluate("window.same")
