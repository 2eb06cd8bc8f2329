"""A video on the page: sent like an image, sampled before one's eyes, its people with one answer each."""

from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Browser, Page, expect

from demo.films import encode, shot
from tests.e2e.steps import beyond, upload, wait_until_done
from tests.support.films import film

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, one after the other, each alone in a room of their own for two seconds."""
    first, second = (shot([(person, 0.5, 0.9)], 320, 240, room=person) for person in (1, 5))
    path = tmp_path_factory.mktemp("films") / "ward.mp4"
    path.write_bytes(encode([first] * 20 + [second] * 20))
    return path


def summary_height(browser: Browser, page: Page) -> float:
    """Pixels that a finger has to open the frames of a person, on a wide screen."""
    state = page.context.storage_state()
    touched = browser.new_context(
        storage_state=state, viewport={"width": 1100, "height": 800}, has_touch=True, is_mobile=True
    )
    other = touched.new_page()
    other.goto(page.url)
    box = other.locator(".frames summary").first.bounding_box()
    touched.close()
    assert box is not None
    return box["height"]


def test_a_video_is_sampled_and_its_people_have_one_answer_each(
    page: Page, api: APIRequestContext, browser: Browser, clip: Path, portraits: Path
) -> None:
    page.goto("/")
    page.get_by_text("Crops of one face").click()
    page.get_by_label("a frame every").fill("0.5")
    page.set_input_files("#files", [clip, sorted(portraits.iterdir())[0]])
    page.wait_for_url("**/jobs/*")
    job = page.url.rsplit("/", 1)[1]
    wait_until_done(page)

    counts = api.get(f"jobs/{job}").json()["counts"]
    assert (counts["received"], counts["expected"], counts["classified"]) == (9, 9, 9)
    expect(page.locator("#job-head")).to_contain_text("1 video (8 frames) and 1 photo")
    expect(page.locator("#videos")).to_contain_text("8 frames, one every 0.5 s")
    expect(page.locator("#shown")).to_contain_text("3 results")
    expect(page.locator("#rows .open")).to_have_count(3)

    first = page.get_by_role("row").filter(has=page.get_by_role("link", name="Person 1", exact=True))
    expect(first).to_contain_text("ward.mp4")
    assert first.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    beneath = page.locator(".beneath").first
    beneath.get_by_text("4 frames, 0:00.0–0:01.5").click()
    expect(beneath.locator("li")).to_have_count(4)
    expect(page.locator("#spoken")).to_have_text("4 pictures are shown.")
    expect(beneath.locator("[aria-live], [role=status]")).to_have_count(
        0
    )  # or each picture would be read aloud
    assert summary_height(browser, page) >= 40
    assert beyond(page) == []
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#facts")).to_contain_text("in 4 frames, 0:02.0–0:03.5")
    page.wait_for_load_state()  # until then nobody listens
    page.keyboard.press("Escape")
    page.wait_for_url("**/jobs/*")

    beneath.locator("summary").click()
    beneath.get_by_text("These frames as rows").click()
    expect(page.locator("#shown")).to_contain_text("4 results")
    expect(page.locator("#shown")).to_contain_text("one person")
    page.get_by_label("Without: one person").click()
    expect(page.locator("#rows .open")).to_have_count(9)
    expect(page.get_by_role("link", name="ward.mp4 @ 00:00:03.5")).to_be_visible()


def test_a_video_that_cannot_be_played_says_why(page: Page, tmp_path: Path) -> None:
    data = bytearray(film())
    start = data.index(b"mdat") + 4
    data[start : data.index(b"moov") - 4] = bytes(data.index(b"moov") - 4 - start)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(data)
    upload(page, [broken])
    wait_until_done(page)
    expect(page.locator("#videos")).to_contain_text("Failed")
    expect(page.locator("#rows tr")).to_have_count(1)
    expect(page.locator("#rows")).to_contain_text("broken.mp4")


def test_a_cut_off_video_is_refused_by_name(page: Page, tmp_path: Path) -> None:
    whole = film()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole[: whole.index(b"moov") - 4])
    page.goto("/")
    page.set_input_files("#files", [cut])
    expect(page.get_by_text("cut.mp4: the video has no index")).to_be_visible()
