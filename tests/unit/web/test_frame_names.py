"""Frames are called after their video and their time; the pace of sampling has bounds."""

import pytest

from core.errors import Invalid
from core.videos.types import check_every, frame_name
from web.pages.frame import clock


@pytest.mark.parametrize(
    ("at", "every", "name"),
    [
        (0.0, 1.0, "clip.mp4 @ 00:00:00.0"),
        (12.0, 1.0, "clip.mp4 @ 00:00:12.0"),
        (59.96, 1.0, "clip.mp4 @ 00:01:00.0"),
        (3661.25, 0.04, "clip.mp4 @ 01:01:01.25"),
        (360_000.0, 1.0, "clip.mp4 @ 100:00:00.0"),
    ],
)
def test_a_frame_is_named_by_its_time(at: float, every: float, name: str) -> None:
    assert frame_name("clip.mp4", at, every) == name


def test_frames_close_together_have_names_of_their_own() -> None:
    assert len({frame_name("a", n * 0.04, 0.04) for n in range(1000)}) == 1000


@pytest.mark.parametrize("every", [0.0, 0.039, 3600.1, float("nan"), float("inf"), -1.0])
def test_an_impossible_pace_is_refused(every: float) -> None:
    with pytest.raises(Invalid):
        check_every(every)


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0:00.0"), (5.25, "0:05.2"), (65, "1:05"), (3725.9, "1:02:05")]
)
def test_times_for_people(seconds: float, words: str) -> None:
    assert clock(seconds) == words
