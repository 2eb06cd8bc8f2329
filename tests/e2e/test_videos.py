"""A video on the page: sent like an image, sampled before one's eyes, its people with one answer each."""

from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.steps import beyond, upload, wait_until_done
from tests.support.films import encode, film, shot

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, one after the other, each alone in a room of their own for two seconds."""
    first, second = (shot([(person, 0.5, 0.9)], 320, 240, room=person) for person in (1, 5))
    path = tmp_path_factory.mktemp("films") / "ward.mp4"
    path.write_bytes(encode([first] * 20 + [second] * 20))
    return path


def test_a_video_is_sampled_and_its_people_have_one_answer_each(
    page: Page, api: APIRequestContext, clip: Path, portraits: Path
) -> None:
    page.goto("/")
    page.get_by_text("Crops of one face").click()
    page.get_by_label("a frame every").fill("0.5")
    page.set_input_files("#files", [clip, sorted(portraits.iterdir())[0]])
    page.wait_for_url("**/jobs/*", timeout=30_000)
    job = page.url.rsplit("/", 1)[1]
    wait_until_done(page)

    counts = api.get(f"jobs/{job}").json()["counts"]
    assert (counts["received"], counts["expected"], counts["classified"]) == (9, 9, 9)
    expect(page.locator("#videos")).to_contain_text("ward.mp4")
    expect(page.locator("#videos")).to_contain_text("8 frames, one every 0.5 s")
    expect(page.locator("#rows tr")).to_have_count(9)
    expect(page.get_by_role("button", name="ward.mp4 @ 00:00:03.5")).to_be_visible()

    page.locator("#to-tracks").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"The people in {_name(api, job)}")
    expect(page.locator(".track")).to_have_count(2)
    first = page.locator(".track").first
    expect(first).to_contain_text("0:00.0–0:01.5 · 4 frames")
    assert first.locator("img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    first.get_by_text("Frames", exact=True).click()
    expect(first.locator(".strip li")).to_have_count(4)
    assert beyond(page) == []
    first.locator(".strip a").first.click()
    expect(page.get_by_text("ward.mp4 @ 00:00:00.0").first).to_be_visible()


def _name(api: APIRequestContext, job: str) -> str:
    name: str = api.get(f"jobs/{job}").json()["name"]
    return name


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
