"""`make tour`: photograph the running system, on pictures that the project draws, for docs/tour.md."""

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.chromium import find_chromium
from bench.running import Running, running
from demo.faces import draw_face
from demo.pictures import photo, write_fake_camera

PICTURES = Path(__file__).parents[1] / "docs" / "images"
PORTRAITS, CROPS = 120, 8
MOST_BYTES = 190_000
UPLINK = 1_000_000  # bytes a second, so that there is an upload to see
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


def main() -> None:
    """Start everything in a home of its own, walk through the pages, leave the pictures in docs/images."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("The tour needs a Chromium; install one and run it again.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(Path(folder) / "home") as system:
        film = Path(folder) / "person.mjpeg"
        write_fake_camera(film, width=1280, height=720)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=[*ARGUMENTS, f"--use-file-for-fake-video-capture={film}"]
            )
            _walk(browser, system, _pictures(Path(folder) / "Ward 3"))
            browser.close()


def _pictures(folder: Path) -> Path:
    """A folder large enough to watch it go, with two files that are refused."""
    folder.mkdir()
    for seed in range(PORTRAITS):
        portrait = draw_face(seed, 300)
        for crop in range(CROPS):
            side = 138 + 4 * crop  # close, as the faces that the model learned from
            left, top = (300 - side) // 2, 137 - side // 2
            face = portrait[top : top + side, left : left + side, ::-1]
            cv2.imwrite(str(folder / f"face-{seed:03d}-{crop}.jpg"), face)
    shutil.copy(__file__, folder / "notes.jpg")
    (folder / "IMG_2041.gif").write_bytes(b"GIF89a" + bytes(64))
    return folder


def _walk(browser: Browser, system: Running, folder: Path) -> None:
    with _desk(browser, system) as context:
        page = context.new_page()
        page.goto(system.link)
        _shoot(page, "empty")
        job = _upload(context, page, folder)
        _results(page)
        _faces(page, folder.parent / "Square")
        _camera(page)
        _live(page)
        page.goto("/model")
        _shoot(page, "model")
        state = context.storage_state()
    for name, colours, size in (("dark", "dark", DESKTOP), ("phone", "light", PHONE)):
        other = browser.new_context(
            base_url=system.url,
            storage_state=state,
            color_scheme=colours,  # type: ignore[arg-type]
            viewport=size,  # type: ignore[arg-type]
        )
        page = other.new_page()
        page.goto(f"{job}?sort=-confidence")
        _shoot(page, name)
        page.goto("/")
        _shoot(page, f"{name}-jobs")
        other.close()


@contextmanager
def _desk(browser: Browser, system: Running) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=system.url, viewport=DESKTOP, color_scheme="light")  # type: ignore[arg-type]
    yield context
    context.close()


def _upload(context: BrowserContext, page: Page, folder: Path) -> str:
    """Upload by the page over a slow line, photograph it and the job it fills; return the job's address."""
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    line = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": UPLINK}
    devtools.send("Network.emulateNetworkConditions", line)
    page.get_by_text("Crops of one face").click()
    page.set_input_files("#folder", folder)
    page.get_by_text("images/s").wait_for()
    page.wait_for_timeout(4000)
    _shoot(page, "upload")
    address = page.locator('[data-part="link"]').get_attribute("href") or ""
    watching = context.new_page()
    watching.goto(address)
    watching.get_by_text("images/s").wait_for()
    _shoot(watching, "progress")
    watching.close()
    page.wait_for_url(f"**{address}", timeout=60_000)
    page.get_by_text("Finished").wait_for(timeout=60_000)
    return address


def _results(page: Page) -> None:
    page.reload()  # the list of refused files folds itself once it was read
    _shoot(page, "results")
    page.locator("#headline-uncertain").click()
    page.get_by_role("link", name="Confidence", exact=True).click()
    page.locator("#export").click()
    _shoot(page, "filter")
    page.locator("#export").click()
    page.locator("#rows tr").nth(1).click()
    page.wait_for_url("**/faces/*")
    _shoot(page, "detail")


def _faces(page: Page, folder: Path) -> None:
    """Whole photos, and the page of one with all its faces."""
    folder.mkdir()
    for number, (faces, width) in enumerate(((4, 1600), (2, 1280), (0, 1280))):
        (folder / f"photo-{number}.jpg").write_bytes(photo(11 + number, width, 720, faces))
    page.goto("/")
    page.set_input_files("#folder", folder)
    page.get_by_text("Finished").wait_for(timeout=60_000)
    page.locator("#rows tr").first.click()
    page.wait_for_url("**/faces/*")
    page.keyboard.press("o")
    page.locator("li.face").first.wait_for()
    _shoot(page, "faces")


def _camera(page: Page) -> None:
    page.goto("/camera")
    page.get_by_role("button", name="Start the camera").click()
    shutter = page.get_by_role("button", name="Take a snapshot")
    for taken in range(1, 5):
        shutter.click()
        page.locator(f"#recent li:nth-child({taken})").wait_for()
        page.wait_for_timeout(700)
    _shoot(page, "camera")


def _live(page: Page) -> None:
    page.keyboard.press("l")
    page.locator("#faces .face").first.wait_for()
    page.wait_for_timeout(3000)
    page.screenshot()  # the first one stops the video for a moment
    page.wait_for_timeout(1500)
    _shoot(page, "live", idle=False)


def _shoot(page: Page, name: str, *, idle: bool = True) -> None:
    """Photograph the page when its pictures have come; where that takes many bytes, in fewer colours."""
    if idle:
        page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = PICTURES / f"{name}.png"
    picture.save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        few = picture.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.FLOYDSTEINBERG)
        few.save(path, optimize=True)
    print(f"docs/images/{name}.png  {path.stat().st_size / 1000:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
