"""Uploading many images by the page: files, folders, drops; refused ones with their reasons."""

from pathlib import Path

import pytest
from playwright.sync_api import APIRequestContext, Page, Response, Route, expect

from tests.e2e.files import write_noise
from tests.e2e.steps import JOB_PAGE, rows, upload, wait_until_done

pytestmark = pytest.mark.e2e

# Makes many small BMP files in the page, no two alike.
MAKE_MANY = """count => {
    const transfer = new DataTransfer();
    for (let index = 0; index < count; index += 1) {
        const view = new DataView(new ArrayBuffer(54 + 4 * 4 * 3));
        view.setUint16(0, 0x424d);
        for (const [at, value] of [[2, 102], [10, 54], [14, 40], [18, 4], [22, 4], [34, 48], [54, index]]) {
            view.setUint32(at, value, true);
        }
        view.setUint16(26, 1, true);
        view.setUint16(28, 24, true);
        transfer.items.add(new File([view.buffer], `dropped-${index}.bmp`, { type: "image/bmp" }));
    }
    window.madeFiles = transfer;
}"""
# Drops them on the window, and notes the longest task from then on.
DROP = """() => {
    localStorage.setItem("longest", "0");
    new PerformanceObserver((list) => {
        const longest = Math.max(...list.getEntries().map((entry) => entry.duration));
        localStorage.setItem("longest", String(Math.max(longest, Number(localStorage.getItem("longest")))));
    }).observe({ type: "longtask" });
    const transfer = window.madeFiles;
    window.dispatchEvent(new DragEvent("dragover", { dataTransfer: transfer, cancelable: true }));
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
}"""

# Walks through what a browser gives for a dropped folder: a hundred entries at a time, folders in folders.
WALK = """async () => {
    const { fromDrop } = await import("/static/js/collect.js");
    const file = (path) => ({
        isFile: true, isDirectory: false, name: path.split("/").at(-1), fullPath: path,
        file: (found) => found(new File(["x"], path.split("/").at(-1))),
    });
    const folder = (path, entries) => ({
        isFile: false, isDirectory: true, name: path.split("/").at(-1), fullPath: path,
        createReader: () => {
            const left = [...entries];
            return { readEntries: (found) => found(left.splice(0, 100)) };
        },
    });
    const many = Array.from({ length: 250 }, (_, index) => file(`/Ward 3/a/${index}.jpg`)).reverse();
    const few = ["/Ward 3/Zoe", "/Ward 3/Ärzte"].map((path) => folder(path, [file(`${path}/1.jpg`)]));
    const files = ["/Ward 3/.DS_Store", "/Ward 3/._b.jpg", "/Ward 3/b.jpg", "/Ward 3/Ä.jpg"].map(file);
    const some = [...few, folder("/Ward 3/a", many), ...files];
    const root = folder("/Ward 3", some);
    const item = { kind: "file", webkitGetAsEntry: () => root, getAsFile: () => null };
    const found = await fromDrop({ items: [item] }, () => {});
    return { name: found.folder, names: found.files.map((one) => one.name) };
}"""


@pytest.fixture
def refused(tmp_path: Path) -> list[Path]:
    """Files that cannot be taken: empty, not a picture, of a refused type."""
    contents = {"empty.jpg": b"", "letter.jpg": b"Dear Sir or Madam", "moving.gif": b"GIF89a" + bytes(40)}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in contents]


def test_files_are_classified_and_refused_ones_say_why(
    page: Page, api: APIRequestContext, portraits: Path, refused: list[Path]
) -> None:
    files = [*sorted(portraits.iterdir())[:37], *refused]
    job = upload(page, files)
    wait_until_done(page)

    counts = api.get(f"jobs/{job}").json()["counts"]
    assert (counts["received"], counts["expected"]) == (37, 37)
    expect(page.locator("#headline-all .count")).to_have_text("37")
    expect(page.locator("#rows tr")).to_have_count(37)
    expect(page.get_by_text("3 files were refused", exact=True)).to_be_visible()
    counted = page.locator("[data-refused]")  # with the empty one, which the server has not seen
    expect(counted).to_have_attribute("data-refused", "3")
    assert api.get(f"jobs/{job}").json()["refused"] == 3
    expect(counted).to_be_hidden()
    expect(
        page.get_by_text("empty.jpg: the file is empty; copy it again from where it came.")
    ).to_be_visible()
    expect(page.get_by_text("letter.jpg: this is not a picture")).to_be_visible()
    expect(page.get_by_text("moving.gif: this type (GIF) is not supported")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the whole list").click()
    assert saved.value.path().read_text().count("\n") == 2
    thumbnail = page.locator("#rows img").first
    assert thumbnail.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0


def test_a_folder_gives_the_job_its_name(page: Page, api: APIRequestContext, portraits: Path) -> None:
    job = upload(page, portraits)
    wait_until_done(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ward 3")
    expect(page).to_have_title("job Ward 3 – Browline")
    assert {row["filename"] for row in rows(api, job)} == {f"Ward 3/{p.name}" for p in portraits.iterdir()}


def test_a_dropped_folder_is_walked_to_its_end(page: Page) -> None:
    page.goto("/")
    found = page.evaluate(WALK)
    assert found["name"] == "Ward 3"
    files, others = ["Ward 3/Ä.jpg", "Ward 3/b.jpg"], ["Ward 3/Ärzte/1.jpg", "Ward 3/Zoe/1.jpg"]
    assert found["names"] == [*files, *(f"Ward 3/a/{index}.jpg" for index in range(250)), *others]


def test_rows_stand_in_the_order_of_the_files_whichever_group_is_there_first(
    page: Page, api: APIRequestContext, tmp_path: Path
) -> None:
    files = write_noise(tmp_path, 200)
    held, answered = list[Route](), list[str]()

    def hold_the_first(route: Route) -> None:
        if not held:
            held.append(route)
        else:
            route.continue_()

    def note(response: Response) -> None:
        if "/images?begun=" in response.url:
            answered.append(response.url)
            if len(answered) == 3:
                held[0].continue_()

    page.route("**/images?begun=*", hold_the_first)
    page.on("response", note)
    job = upload(page, files)
    wait_until_done(page)
    assert held[0].request.url == answered[-1], "the first group was to come last"
    told = [row["filename"] for row in rows(api, job)]  # of a face each, and noise may look like several
    assert list(dict.fromkeys(told)) == [file.name for file in files]


def test_nothing_but_refused_files_makes_no_job(
    page: Page, api: APIRequestContext, refused: list[Path]
) -> None:
    before = len(api.get("jobs").json()["items"])
    page.goto("/")
    page.set_input_files("#files", refused[:1])
    expect(page.get_by_text("None of these files can be sent")).to_be_visible()
    expect(page.get_by_text("empty.jpg: the file is empty")).to_be_visible()
    assert len(api.get("jobs").json()["items"]) == before


def test_no_job_is_left_where_the_server_refuses_every_file(
    page: Page, api: APIRequestContext, refused: list[Path], portraits: Path
) -> None:
    before = len(api.get("jobs").json()["items"])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    page.set_input_files("#files", refused[1:])
    expect(page.get_by_role("heading", name="None of these files was taken")).to_be_in_viewport()
    expect(page.get_by_text("letter.jpg: this is not a picture")).to_be_visible()
    expect(page.get_by_text("moving.gif: this type (GIF) is not supported")).to_be_visible()
    expect(page).to_have_title("Jobs – Browline")
    assert len(api.get("jobs").json()["items"]) == before
    page.set_input_files("#files", sorted(portraits.iterdir())[:1])
    page.wait_for_url(JOB_PAGE)


def test_a_job_is_left_where_another_page_has_sent_something_meanwhile(
    page: Page, api: APIRequestContext, refused: list[Path], portraits: Path
) -> None:
    held = list[Route]()

    def hold(route: Route) -> None:  # Playwright takes no method of a list
        held.append(route)

    page.route("**/images?begun=*", hold)
    page.goto("/")
    with page.expect_request("**/images?begun=*") as asked:
        page.set_input_files("#files", refused[1:])
    address = asked.value.url.partition("?")[0]
    assert api.post(address, multipart={"images": sorted(portraits.iterdir())[0]}).status == 202
    held[0].continue_()
    page.wait_for_url(JOB_PAGE)
    expect(page.locator("#headline-all .count")).to_have_text("1")


def test_a_job_is_called_after_the_first_file_that_looks_like_a_picture(
    page: Page, api: APIRequestContext, portraits: Path, refused: list[Path]
) -> None:
    first, second = sorted(portraits.iterdir())[:2]
    job = upload(page, [*refused, first, second])
    assert api.get(f"jobs/{job}").json()["name"] == f"{first.name} …"
    job = upload(page, [refused[0], first])
    assert api.get(f"jobs/{job}").json()["name"] == first.name


def test_a_large_archive_is_to_be_unpacked_and_not_to_be_made_smaller(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.getElementById('drop').dataset.maxBytes = 3")
    page.set_input_files("#files", {"name": "photos.zip", "mimeType": "application/zip", "buffer": b"PK\3\4"})
    expect(page.get_by_text("photos.zip: this is an archive (ZIP); unpack it")).to_be_visible()
    page.set_input_files("#files", {"name": "scan.tif", "mimeType": "image/tiff", "buffer": b"II*\0"})
    expect(page.get_by_text("scan.tif: this type (TIF) is not supported; convert it to JPEG")).to_be_visible()


def test_framing_threshold_and_name_are_sent(page: Page, api: APIRequestContext, portraits: Path) -> None:
    page.goto("/")
    page.get_by_text("Crops of one face").click()
    page.get_by_label("Uncertain under").fill("0.93")
    page.get_by_label("Name of the job").fill("Evening shift")
    page.set_input_files("#files", sorted(portraits.iterdir())[:2])
    page.wait_for_url(JOB_PAGE)
    job = api.get(f"jobs/{page.url.rsplit('/', 1)[1]}").json()
    assert (job["name"], job["framing"], job["threshold"]) == ("Evening shift", "face", 0.93)


@pytest.mark.thorough  # 3,000 files
def test_three_thousand_dropped_files_leave_the_page_responsive(page: Page, api: APIRequestContext) -> None:
    page.goto("/")
    page.evaluate(MAKE_MANY, 3000)
    page.evaluate(DROP)
    page.get_by_label("Use the dark theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark", timeout=500)
    expect(page.locator("#sending h2")).to_contain_text("of 3,000 images")
    page.wait_for_url(JOB_PAGE, timeout=60_000)
    longest = float(page.evaluate("localStorage.getItem('longest')"))
    assert longest < 500
    counts = api.get(f"jobs/{page.url.rsplit('/', 1)[1]}").json()["counts"]
    assert counts["received"] == 3000
