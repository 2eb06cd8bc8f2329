"""What the camera page says of its own speed, and tells of every frame, is so."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bench.live_page import COLLECT, watch_page
from tests.e2e.test_live import LIVE_FRAMES, answering, face, start

pytestmark = pytest.mark.e2e

Frames = list[tuple[float, float, bool]]


def figures(page: Page, frames: Frames, now: float) -> dict[str, Any]:
    """Rate and p95 at a time, of frames that were (grabbed, answered, drawn), since a beginning at 0."""
    said: dict[str, Any] = page.evaluate(
        """async ([frames, now]) => {
            const { Figures } = await import("/static/js/camera_figures.js");
            const figures = new Figures();
            figures.begin(0);
            for (const frame of frames) figures.add(...frame);
            return { rate: figures.rate(now), p95: figures.within(0.95) };
        }""",
        [frames, now],
    )
    return said


def test_a_rate_counts_to_now_and_not_to_the_last_frame(page: Page) -> None:
    page.goto("/camera")
    frames: Frames = [(50.0 * n, 50.0 * n + 40, True) for n in range(100)]  # 20 a second for 5 seconds
    assert figures(page, frames[:20], 1000)["rate"] == pytest.approx(20, abs=1)
    assert figures(page, frames, 5000)["rate"] == pytest.approx(20, abs=1)
    assert figures(page, frames, 6500)["rate"] == pytest.approx(10, abs=1)
    assert figures(page, frames, 9000)["rate"] == 0
    assert figures(page, frames, 9000)["p95"] == 40


def test_an_overtaken_frame_is_late_and_not_drawn(page: Page) -> None:
    page.goto("/camera")
    frames: Frames = [(0, 30, True), (10, 900, False)]
    assert figures(page, frames, 1000) == {"rate": 1, "p95": 890}


def test_trouble_does_not_wipe_the_figures_and_a_frozen_picture_has_no_rate(camera: Page) -> None:
    camera.route(LIVE_FRAMES, answering(face(100, 100, 100, 0.99)))
    start(camera)
    camera.get_by_role("switch", name="Live").click()
    line = camera.locator("#figures")
    expect(line).to_have_text(re.compile(r"^[1-9][\d.]* frames/s · \d"))
    camera.route(LIVE_FRAMES, lambda route: route.abort())
    expect(camera.locator("#trouble")).to_be_visible()
    expect(line).to_have_text(re.compile(r"^0 frames/s · [1-9]"))


@pytest.mark.thorough  # of a bench, not of the product
def test_the_bench_hears_of_every_frame(camera: Page) -> None:
    """Some are answered, one waits and is refused in the end, and two never come back."""
    waiting = {"Location": "/api/v1/snapshots/1", "Retry-After": "1"}
    answer, sent = answering(face(100, 100, 100, 0.99)), list[int]()
    camera.route("**/snapshots/1?*", lambda route: route.fulfill(status=404, json={"detail": "Gone."}))

    def serve(route: Any) -> None:  # noqa: ANN401 - Playwright's
        sent.append(1)
        if len(sent) <= 5:
            answer(route)
        elif len(sent) == 6:
            route.fulfill(status=202, headers=waiting, json={"id": "1"})

    camera.route(LIVE_FRAMES, serve)
    camera.add_init_script(COLLECT)
    start(camera)
    live = watch_page(camera, 6)
    assert (live.sent, live.unanswered, live.troubles) == (8, 3, 1)
    assert 5 / 12 < live.rate <= 5 / 6
    assert 0 < live.p50 < 6000
    assert live.p95 == float("inf")
