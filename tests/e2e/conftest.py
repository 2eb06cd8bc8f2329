"""A real browser, signed in to the running Browline; a page that reports an error fails its test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    APIRequestContext,
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from bench.chromium import find_chromium
from bench.running import Running
from demo.pictures import write_fake_camera, write_folder
from tests.e2e.addresses import SHARED
from tests.e2e.steps import announce, rows
from tests.e2e.watch import watch
from tests.support.processes import wait_for

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

expect.set_options(timeout=30_000)  # as long as for every step; 5 seconds are few on a busy machine


@pytest.fixture(scope="session")
def playwright(chromium: str) -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium() -> str:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium is installed; install one to run the browser tests")
    return path


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield started
    started.close()


@pytest.fixture(scope="session")
def camera_browser(
    playwright: Playwright, chromium: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser whose camera plays a drawn film, and that allows it without asking."""
    film = tmp_path_factory.mktemp("camera") / "person.mjpeg"
    write_fake_camera(film)
    fake = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    started = playwright.chromium.launch(executable_path=chromium, args=(*ARGUMENTS, *fake))
    yield started
    started.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, browline: Running, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The state of a browser that has followed the one-time link."""
    state = tmp_path_factory.mktemp("session") / "state.json"
    context = browser.new_context()
    page = context.new_page()
    page.goto(browline.new_link())  # other tests may have spent the first one
    page.get_by_text("Drop images or folders").wait_for()
    context.storage_state(path=state)
    context.close()
    return state


@pytest.fixture
def context(browser: Browser, browline: Running, signed_in: Path) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=browline.url, storage_state=signed_in, color_scheme="light")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    made = context.new_page()
    errors = watch(made)
    yield made
    assert errors == []


@pytest.fixture(scope="module")
def watched_page(browser: Browser, browline: Running, signed_in: Path) -> Iterator[tuple[Page, list[str]]]:
    made = browser.new_context(base_url=browline.url, storage_state=signed_in, color_scheme="light")
    page = made.new_page()
    yield page, watch(page)
    made.close()


@pytest.fixture
def same_page(watched_page: tuple[Page, list[str]]) -> Iterator[Page]:
    """One page for tests of a file that go through all addresses: a new one costs more than the look at it.

    They leave nothing on it but where it is.
    """
    page, errors = watched_page
    errors.clear()
    yield page
    assert errors == []


@pytest.fixture
def camera(camera_browser: Browser, browline: Running, signed_in: Path) -> Iterator[Page]:
    """A page of the browser that has a camera."""
    context = camera_browser.new_context(base_url=browline.url, storage_state=signed_in)
    made = context.new_page()
    errors = watch(made)
    yield made
    context.close()
    assert errors == []


@pytest.fixture(scope="session")
def api(playwright: Playwright, browline: Running) -> Iterator[APIRequestContext]:
    """The API as a program sees it."""
    made = playwright.request.new_context(
        base_url=f"{browline.url}/api/v1/", extra_http_headers={"Authorization": f"Bearer {browline.token}"}
    )
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def portraits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of forty drawn portraits."""
    folder = tmp_path_factory.mktemp("pictures") / "Ward 3"
    write_folder(folder, 40)
    return folder


@pytest.fixture(scope="session")
def ids(api: APIRequestContext, portraits: Path) -> dict[str, str]:
    """A job of six portraits that no test changes, with its first image and face: what `PAGES` are of."""
    job = announce(api, sorted(portraits.iterdir())[:6], name=SHARED, framing="face", threshold="0.97")
    wait_for(lambda: api.get(f"jobs/{job}").json()["state"] == "done", 60)
    row = rows(api, job)[0]
    return {"job_id": job, "image_id": row["image_id"], "face_id": row["face_id"]}
