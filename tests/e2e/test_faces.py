"""Whole photos in the browser: a row a face, the whole image with its boxes, and one without any."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from demo.pictures import photo
from tests.e2e.steps import announce, beyond, rows, upload, wait_until_done

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three people, nobody, and one."""
    folder = tmp_path_factory.mktemp("photos")
    paths = [folder / name for name in ("1-three.jpg", "2-nobody.jpg", "3-one.jpg")]
    paths[0].write_bytes(photo(3, 1280, 720, faces=3))
    paths[1].write_bytes(photo(9, 640, 480, faces=0))
    paths[2].write_bytes(photo(5, 640, 480))
    return paths


@pytest.fixture(scope="module")
def job(api: APIRequestContext, photos: list[Path]) -> str:
    return announce(api, photos, name="Square")


def test_every_face_is_a_row_and_nobody_is_said(page: Page, job: str) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    expect(page.locator("#rows tr")).to_have_count(5)
    expect(page.locator("#rows tr.no_face")).to_have_count(1)
    nobody = page.locator("#rows tr.no_face")
    expect(nobody).to_contain_text("No face found")
    expect(nobody.locator("img")).to_have_js_property("naturalWidth", 96)
    nobody.click()
    expect(page.locator(".image-body")).to_contain_text("Nobody’s face was found in this image.")
    expect(page.locator(".mark")).to_have_count(0)


def test_the_whole_image_is_a_page_with_keys_and_an_address(
    page: Page, api: APIRequestContext, job: str
) -> None:
    address = f"/jobs/{job}?filename=three"
    page.goto(address)
    wait_until_done(page)
    page.locator("#rows tr").nth(1).click()
    page.wait_for_url("**/faces/*")
    page.keyboard.press("o")
    page.wait_for_url("**/images/*face=1*")
    expect(page).to_have_title(re.compile("1-three.jpg · job Square"))
    boxes = page.locator(".whole .mark rect")
    expected = [[row[f"face_{side}"] for side in "xywh"] for row in rows(api, job, "&filename=three")]
    assert [
        [int(box.get_attribute(name) or "") for name in ("x", "y", "width", "height")] for box in boxes.all()
    ] == expected
    chosen = page.locator("li.face[aria-current]")
    expect(chosen).to_have_attribute("data-face", "1")

    page.keyboard.press("j")
    expect(chosen).to_have_attribute("data-face", "2")
    page.reload()
    expect(chosen).to_have_attribute("data-face", "2")
    page.locator(".mark").first.click()
    expect(chosen).to_have_attribute("data-face", "0")
    expect(page).to_have_url(re.compile(r"[?&]face=0$"))
    page.locator("li.face").nth(1).get_by_role("link", name="Its page").click()
    page.wait_for_url("**/faces/*")
    page.keyboard.press("o")
    page.wait_for_url("**/images/*")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{address}")
    expect(page.locator("#rows tr").nth(1).locator(".open")).to_be_focused()


def test_escape_leads_to_the_job_where_one_came_by_a_link(
    page: Page, api: APIRequestContext, job: str
) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.goto("about:blank")
    page.goto(f"/images/{rows(api, job, '&filename=nobody')[0]['image_id']}")
    expect(page.locator(".image-body")).to_contain_text("Nobody’s face was found in this image.")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/jobs/{job}")


def test_nothing_of_it_is_cut_on_a_phone(page: Page, api: APIRequestContext, job: str) -> None:
    page.goto(f"/jobs/{job}")
    wait_until_done(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/images/{rows(api, job)[0]['image_id']}")
    expect(page.locator("li.face")).to_have_count(3)
    assert beyond(page) == []


def test_flags_that_make_uncertain_are_chosen_with_the_upload(
    page: Page, api: APIRequestContext, photos: list[Path]
) -> None:
    page.goto("/")
    page.get_by_text("Tiny", exact=True).click()
    page.get_by_text("Dark", exact=True).click()
    page.set_input_files("#files", photos[2])
    page.wait_for_url(re.compile(r"/jobs/[0-9a-f-]{36}"))
    wait_until_done(page)
    expect(page.locator("#job-head")).to_contain_text("or if dark or tiny")
    assert api.get(f"jobs/{page.url.rsplit('/', 1)[1]}").json()["uncertain_flags"] == "dark tiny"


def test_without_a_choice_no_flag_makes_uncertain(
    page: Page, api: APIRequestContext, photos: list[Path]
) -> None:
    made = upload(page, [photos[1]])
    wait_until_done(page)
    view = api.get(f"jobs/{made}").json()
    assert (view["uncertain_flags"], view["framing"], view["counts"]["no_face"]) == ("", "auto", 1)
