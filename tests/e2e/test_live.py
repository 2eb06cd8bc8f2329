"""The live camera: faces are followed, frames are not kept, and what goes wrong is said and passes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Page, Route, expect

from bench.live_page import COLLECT
from bench.running import Running
from tests.support.processes import wait_for

pytestmark = pytest.mark.e2e
LIVE_FRAMES = "**/snapshots?*keep=false*"
COUNTING = """
  const plain = window.fetch;
  window.underWay = window.most = 0;
  [window.sent, window.refused] = [[], []];
  window.fetch = async (path, options) => {
    if (!String(path).includes("keep=false")) return plain(path, options);
    window.sent.push(performance.now());
    window.underWay += 1;
    window.most = Math.max(window.most, window.underWay);
    const answer = await plain(path, options).finally(() => { window.underWay -= 1; });
    if (answer.status === 429) window.refused.push(performance.now());
    return answer;
  };
"""


def face(x: int, y: int, width: int, p_female: float, **said: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A face of an answer, in pixels of a frame of 640×480."""
    label, sure = ("female", p_female) if p_female >= 0.5 else ("male", 1 - p_female)
    decision = label if sure >= 0.95 else "uncertain"
    return {
        "face_id": str(x), "face_x": x, "face_y": y, "face_w": width, "face_h": width, "label": label,
        "confidence": sure, "p_female": p_female, "p_male": 1 - p_female, "decision": decision,
        "quality_flags": "", "status": "classified",
    } | said  # fmt: skip


def answering(*faces: dict[str, Any]) -> Callable[[Route], None]:
    """A server that sees these faces in every live frame."""
    body = {"id": "1", "job_id": "2", "width": 640, "height": 480, "status": "classified", "faces": faces}
    return lambda route: route.fulfill(json=body)


def start(page: Page) -> None:
    page.add_init_script(COUNTING)
    page.goto("/camera")
    expect(page.get_by_role("switch", name="Live")).to_be_disabled()
    page.get_by_role("button", name="Start the camera").click()
    expect(page.get_by_role("switch", name="Live")).to_be_enabled()


def switch_on(page: Page) -> None:
    start(page)
    page.get_by_role("switch", name="Live").click()


def sent(page: Page) -> int:
    count: int = page.evaluate("window.sent.length")
    return count


def kept(api: APIRequestContext) -> int:
    """How many images all camera days hold."""
    jobs = api.get("jobs?limit=1000").json()["items"]
    return sum(job["counts"]["received"] for job in jobs if job["name"].startswith("Camera "))


def test_a_face_is_followed_and_nothing_is_kept(
    camera: Page, api: APIRequestContext, browline: Running
) -> None:
    jobs, before = len(api.get("jobs?limit=1000").json()["items"]), kept(api)
    switch_on(camera)
    box = camera.locator("#faces .face")
    expect(box).to_have_count(1)
    expect(box).to_contain_text(re.compile(r"(Female|Male|Uncertain) \d+\s?%"))
    expect(camera.locator("#figures")).to_contain_text(
        re.compile(r"frames/s · [\d,]+ ms, 95 % within [\d,]+ ms")
    )
    wait_for(lambda: sent(camera) > 2)
    camera.get_by_role("switch", name="Live").click()
    expect(box).to_have_count(0)
    expect(camera.locator("#figures")).to_be_empty()
    stopped = sent(camera)
    assert camera.evaluate("window.most") <= 2
    wait_for(lambda: not list((browline.home / "blobs" / "live").iterdir()))
    assert (len(api.get("jobs?limit=1000").json()["items"]), kept(api)) == (jobs, before)
    assert sent(camera) == stopped


def test_frames_do_not_queue_up(camera: Page) -> None:
    stuck: list[Route] = []
    camera.route(LIVE_FRAMES, lambda route: stuck.append(route))  # noqa: PLW0108 - Playwright needs a function
    switch_on(camera)
    wait_for(lambda: camera.evaluate("window.underWay") == 2)
    camera.wait_for_timeout(500)  # fifteen frames of the camera
    assert sent(camera) == 2
    answering(face(100, 100, 100, 0.99))(stuck.pop())
    wait_for(lambda: sent(camera) == 3)


def place_of_female(page: Page) -> tuple[float, ...]:
    """Left, top and width on the page of the one box that says so."""
    box = page.locator("#faces .face.female").bounding_box()
    return (box["x"], box["y"], box["width"]) if box else ()


def in_the_mirror(page: Page, x: int, y: int, width: int) -> tuple[float, ...]:
    """Where pixels of a frame lie on the page."""
    video = page.locator("video").bounding_box()
    assert video is not None
    scale = min(video["width"] / 640, video["height"] / 480)
    left = video["x"] + (video["width"] - 640 * scale) / 2
    top = video["y"] + (video["height"] - 480 * scale) / 2
    return left + (640 - x - width) * scale, top + y * scale, width * scale


def test_several_faces_have_their_boxes_where_they_are(camera: Page) -> None:
    faces = [face(40, 100, 120, 0.97), face(250, 2, 150, 0.02), face(480, 220, 90, 0.4)]
    camera.route(LIVE_FRAMES, answering(*faces))
    switch_on(camera)
    for words in ("Female 97", "Male 98", "Uncertain 60"):
        expect(camera.locator("#faces .face", has_text=words)).to_be_visible()
    for size in ({"width": 1280, "height": 860}, {"width": 500, "height": 900}):
        camera.set_viewport_size(size)  # type: ignore[arg-type]
        wait_for(lambda: place_of_female(camera) == pytest.approx(in_the_mirror(camera, 40, 100, 120), abs=2))
    camera.unroute(LIVE_FRAMES)
    camera.route(LIVE_FRAMES, answering(faces[0]))
    expect(camera.locator("#faces .face")).to_have_count(1)


def test_a_doubted_face_is_uncertain_however_sure(camera: Page) -> None:
    doubted = face(40, 100, 120, 0.99, decision="uncertain", quality_flags="tiny")
    camera.route(LIVE_FRAMES, answering(doubted))
    switch_on(camera)
    expect(camera.locator("#faces .face")).to_have_text(re.compile(r"Uncertain 99\s% female"))


def test_record_keeps_frames_and_says_so(camera: Page, api: APIRequestContext) -> None:
    before = kept(api)
    start(camera)
    record = camera.locator("#record")
    expect(record).to_be_disabled()
    camera.keyboard.press("l")
    expect(record).to_have_attribute("aria-pressed", "false")  # off until it is asked for
    camera.keyboard.press("r")
    expect(record).to_have_attribute("aria-pressed", "true")
    expect(record).to_contain_text(re.compile(r"Recording · [1-9]\d* frames? kept"))
    camera.keyboard.press("r")
    expect(record).to_have_text(re.compile("^Record "))
    expect(camera.get_by_role("link", name="All of today")).to_be_visible()
    assert kept(api) > before
    wait_for(lambda: camera.evaluate("window.underWay") > 0)  # it is live still, and keeps no more
    camera.keyboard.press("l")
    expect(record).to_be_disabled()


def test_a_snapshot_is_taken_while_it_is_live(camera: Page, api: APIRequestContext) -> None:
    before = kept(api)
    switch_on(camera)
    expect(camera.locator("#faces .face")).to_have_count(1)
    camera.locator("#recent-title").click()
    camera.keyboard.press("Space")
    expect(camera.locator("#recent li")).to_have_count(1)
    assert kept(api) == before + 1


def test_a_lost_connection_is_said_and_live_goes_on(camera: Page) -> None:
    switch_on(camera)
    expect(camera.locator("#faces .face")).to_have_count(1)
    camera.context.set_offline(True)
    trouble = camera.locator("#trouble")
    expect(trouble).to_have_text("The connection is lost. Live goes on by itself when it can.")
    expect(camera.locator("#faces .face")).to_have_count(0)
    camera.context.set_offline(False)
    expect(trouble).to_be_hidden()
    expect(camera.locator("#faces .face")).to_have_count(1)


BREAKING_OFF = """
  const whole = window.fetch;
  window.broken = 0;
  window.fetch = async (path, options) => {
    if (!String(path).includes("keep=false") || window.broken === 2) return whole(path, options);
    window.broken += 1;
    const start = (body) => setTimeout(() => body.error(new DOMException("Too late.", "TimeoutError")), 100);
    return new Response(new ReadableStream({ start }), { headers: { "Content-Type": "application/json" } });
  };
"""


def test_an_answer_that_breaks_off_is_a_lost_connection(camera: Page) -> None:
    """Its time limit holds for its body too, and passes."""
    camera.add_init_script(BREAKING_OFF)
    switch_on(camera)
    trouble = camera.locator("#trouble")
    expect(trouble).to_have_text("The connection is lost. Live goes on by itself when it can.")
    expect(trouble).to_be_hidden()
    expect(camera.locator("#faces .face")).to_have_count(1)
    expect(camera.get_by_role("switch", name="Live")).to_have_attribute("aria-checked", "true")


def test_frames_that_wait_are_said_soon_and_live_goes_on(camera: Page) -> None:
    headers = {"Location": "/api/v1/snapshots/1", "Retry-After": "1"}
    asked: list[str] = []

    def hold(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=202, headers=headers, json={"id": "1", "state": "waiting"})

    camera.route("**/snapshots/1?*", hold)
    camera.route(LIVE_FRAMES, hold)
    switch_on(camera)
    trouble = camera.locator("#trouble")
    expect(trouble).to_have_text("Frames wait to be classified. Live goes on by itself when it can.")
    assert all("wait=2" in url for url in asked)  # seconds that a server without workers is silent
    camera.unroute(LIVE_FRAMES)
    camera.unroute("**/snapshots/1?*")
    camera.route("**/snapshots/1?*", answering(face(100, 100, 100, 0.99)))
    expect(trouble).to_be_hidden()
    expect(camera.locator("#faces .face")).to_have_count(1)


def test_a_busy_server_is_left_alone_for_as_long_as_it_says(camera: Page) -> None:
    busy = {"title": "Too Many Requests", "code": "too_many_frames", "detail": "Too many frames."}
    camera.route(
        LIVE_FRAMES, lambda route: route.fulfill(status=429, headers={"Retry-After": "2"}, json=busy)
    )
    camera.add_init_script(COLLECT)
    switch_on(camera)
    expect(camera.locator("#trouble")).to_contain_text("Too many frames. Live goes on by itself")
    # All that are under way meet it: one that is answered would end the rest.
    wait_for(lambda: camera.evaluate("window.refused.length === window.sent.length"))
    camera.unroute(LIVE_FRAMES)
    expect(camera.locator("#trouble")).to_be_hidden()
    told = camera.evaluate("window.told")
    rests = next(each["at"] for each in told if each["what"] == "trouble")
    until = camera.evaluate("window.refused[0]") + 2000  # milliseconds
    assert [each for each in told if each["what"] == "sent" and rests < each["at"] < until] == []


def test_signing_out_elsewhere_ends_it_with_a_word(camera: Page) -> None:
    switch_on(camera)
    expect(camera.locator("#faces .face")).to_have_count(1)
    camera.context.clear_cookies()
    expect(camera.locator("#trouble")).to_have_text(re.compile("You are signed out, and live is off."))
    expect(camera.get_by_role("switch", name="Live")).to_have_attribute("aria-checked", "false")
    ended = sent(camera)
    camera.wait_for_timeout(500)
    assert sent(camera) == ended


def test_a_hidden_tab_sends_nothing(camera: Page) -> None:
    switch_on(camera)
    expect(camera.locator("#faces .face")).to_have_count(1)
    hide(camera, True)
    expect(camera.locator("#faces .face")).to_have_count(0)
    wait_for(lambda: camera.evaluate("window.underWay") == 0)
    before = sent(camera)
    camera.wait_for_timeout(500)
    assert sent(camera) == before
    hide(camera, False)
    expect(camera.locator("#faces .face")).to_have_count(1)


def hide(page: Page, hidden: bool) -> None:
    """Tell the page that its tab is hidden; a headless browser cannot hide one."""
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_a_camera_that_goes_away_ends_it(camera: Page) -> None:
    switch_on(camera)
    expect(camera.locator("#faces .face")).to_have_count(1)
    camera.evaluate("""() => {
        const [track] = document.getElementById("video").srcObject.getVideoTracks();
        track.stop();
        track.dispatchEvent(new Event("ended"));
    }""")
    expect(camera.get_by_role("heading", name="The camera went away")).to_be_visible()
    expect(camera.get_by_role("switch", name="Live")).to_be_disabled()
    expect(camera.get_by_role("switch", name="Live")).to_have_attribute("aria-checked", "false")


def test_it_says_what_is_sent_before_it_is(camera: Page) -> None:
    camera.goto("/camera")
    expect(camera.locator("#ask")).to_contain_text("until you take a snapshot or switch live on")
    expect(camera.locator("#live-note")).to_contain_text("sends frames to this Browline and keeps none")
    for name in ("live", "record"):
        expect(camera.locator(f"#{name}")).to_have_attribute("aria-describedby", "live-note")
