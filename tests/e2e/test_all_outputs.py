"""A model that says age group and mask too: columns, filters, words, and a second line on the camera."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.running import Running, running
from demo.pictures import jpeg
from tests.e2e.steps import beyond
from tests.e2e.watch import watch
from tests.support.files import damaged
from tests.support.running import upload, wait_until_done

pytestmark = pytest.mark.e2e
TINY = 3  # index of the picture that has 40 pixels


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory, talkative: Path) -> Iterator[Running]:
    """A Browline of its own with that model."""
    with running(tmp_path_factory.mktemp("talkative-home"), {"BROWLINE_MODELS": str(talkative)}) as started:
        yield started


@pytest.fixture(scope="module")
def job(system: Running) -> str:
    """Twelve portraits, one of them tiny, and a damaged file."""
    files = [jpeg(seed, 40 if seed == TINY else 160) for seed in range(12)]
    made = upload(system, [*files, damaged()], framing="face", name="Ward 3")
    wait_until_done(system, made)
    return made


@pytest.fixture(scope="module")
def state(camera_browser: Browser, system: Running, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Signed in."""
    path = tmp_path_factory.mktemp("talkative-session") / "state.json"
    context = camera_browser.new_context()
    page = context.new_page()
    page.goto(system.new_link())
    page.get_by_text("Drop images or folders").wait_for()
    context.storage_state(path=path)
    context.close()
    return path


@pytest.fixture
def page(camera_browser: Browser, system: Running, state: Path) -> Iterator[Page]:
    context = camera_browser.new_context(base_url=system.url, storage_state=state)
    made = context.new_page()
    errors = watch(made)
    yield made
    context.close()
    assert errors == []


def test_the_table_and_the_detail_say_it_in_words(page: Page, system: Running, job: str) -> None:
    row = system.get(f"/jobs/{job}/results")["items"][TINY]
    age, mask = row["age_group"].replace("-", "–"), {"none": "No mask", "worn": "Mask worn"}[row["mask"]]
    page.goto(f"/jobs/{job}")
    line = page.locator("#rows tr").nth(TINY)
    share = line.locator("td.age").inner_text().removeprefix(f"{age} ")
    assert re.fullmatch(r"\(\d+(\.\d+)?\s%\)", share)  # in brackets: “20–29 39 %” reads as one thing
    expect(line.locator("td.mask")).to_contain_text(mask)
    chip = line.locator(".flag", has_text="Tiny")
    expect(chip).to_have_attribute("title", "The face has fewer pixels than it takes to judge it.")
    line.click()
    page.wait_for_url("**/faces/*")
    detail = page.locator("#told")
    expect(detail.locator("dl")).to_contain_text("Apparent age group")
    expect(detail.locator("dl")).to_contain_text(
        f"{age} years {share[1:-1]} for just this group; those beside"
    )
    expect(detail.locator("dl")).to_contain_text(mask)
    expect(detail.locator("dl")).to_contain_text("The face has fewer pixels than it takes to judge it.")


@pytest.mark.parametrize(
    ("field", "query"),
    [("Apparent age", "age_group"), ("Mask", "mask"), ("Picture flaw", "quality_flag")],
)
def test_each_can_be_filtered_by(page: Page, system: Running, job: str, field: str, query: str) -> None:
    value = {"age_group": "70+", "mask": "worn", "quality_flag": "tiny"}[query]
    page.goto(f"/jobs/{job}")
    page.get_by_label(field, exact=True).select_option(value)
    page.get_by_role("button", name="Filter", exact=True).click()
    page.wait_for_url(f"**{query}=*")
    address = page.url.split("?", 1)[1]
    expected = system.get(f"/jobs/{job}/results?{address}")["items"]
    assert 0 < len(expected) < 13
    expect(page.locator("#rows tr")).to_have_count(len(expected))
    page.locator(".chip").click()
    expect(page.locator("#rows tr")).to_have_count(13)


def test_on_a_phone_the_filter_folds_away_and_nothing_is_cut(page: Page, job: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/jobs/{job}")
    expect(page.locator("#filter")).to_be_hidden()
    assert beyond(page) == []
    page.locator("#filter-switch summary").click()
    expect(page.get_by_label("Apparent age", exact=True)).to_be_visible()
    assert beyond(page) == []


def test_the_camera_says_it_too(page: Page) -> None:
    page.goto("/camera")
    page.get_by_role("button", name="Start the camera").click()
    page.get_by_role("button", name="Take a snapshot").click()
    expect(page.locator("#recent li")).to_have_count(1)
    for place in ("#answer", "#recent"):
        expect(page.locator(place)).to_contain_text("apparent age ")
        expect(page.locator(place)).to_contain_text("mask")
