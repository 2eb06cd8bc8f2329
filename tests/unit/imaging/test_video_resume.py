"""Going on in the middle of a film: the same frames as from its start, of which little is decoded again."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from demo.films import RATE, Pixels, encode
from imaging.video import decoder, pulse
from imaging.video.decoder import messages
from imaging.video.source import Order
from imaging.video.wire import End, Frame, Progress

SECONDS = 40


def frame(number: int) -> Pixels:
    """A square that walks, so that every frame is another."""
    pixels = np.full((48, 64, 3), 90, np.uint8)
    pixels[10:30, number % 44 : number % 44 + 20] = (200, number % 250, 40)
    return pixels


@pytest.fixture(scope="module", params=["mp4", "mov", "webm", "mkv"])
def path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of 400 frames, each of them new."""
    made = tmp_path_factory.mktemp("film") / f"film.{request.param}"
    made.write_bytes(encode([frame(number) for number in range(SECONDS * RATE)], request.param))
    return made


class Counting:
    """A capture that counts its grabs, and lands elsewhere if asked to."""

    def __init__(self, inner: cv2.VideoCapture, land: float | None) -> None:
        self.inner, self.land, self.grabs = inner, land, 0

    def grab(self) -> bool:
        self.grabs += 1
        return self.inner.grab()

    def set(self, what: int, value: float) -> bool:
        return self.inner.set(what, value if self.land is None else self.land * 1000)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a capture has
        return getattr(self.inner, name)


def sampled(
    monkeypatch: pytest.MonkeyPatch, order: Order, land: float | None = None
) -> tuple[list[Frame], list[int]]:
    """The frames, and how many were grabbed by each capture that was opened."""
    opened, open_ = list[Counting](), decoder._open
    with monkeypatch.context() as patch:
        patch.setattr(
            decoder, "_open", lambda asked: opened.append(Counting(open_(asked), land)) or opened[-1]
        )
        *heard, end = messages(order)
    assert end == End()
    return [message for message in heard if isinstance(message, Frame)], [one.grabs for one in opened]


def test_what_follows_is_what_would_have_come(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, (all_grabs,) = sampled(monkeypatch, Order(str(path), 0.7))
    for count in (1, 20, len(whole) - 1):
        order = Order(str(path), 0.7, skip=count, after=whole[count - 1].at)
        rest, grabs = sampled(monkeypatch, order)
        assert rest == whole[count:]
        if count > 1:
            left = all_grabs - whole[count - 1].at * RATE
            assert sum(grabs) < left + 2 * RATE  # a second before it, and a few frames


@pytest.mark.parametrize("land", [0.0, 25.0, 1000.0])
def test_a_landing_elsewhere_begins_at_the_start(
    path: Path, monkeypatch: pytest.MonkeyPatch, land: float
) -> None:
    whole, (all_grabs,) = sampled(monkeypatch, Order(str(path), 2.0))
    last = whole[9] if land else whole[17]  # 18 s, and 34 s where it lands too far before
    order = Order(str(path), 2.0, skip=last.index + 1, after=last.at)
    rest, grabs = sampled(monkeypatch, order, land)
    assert rest == whole[last.index + 1 :]
    assert (len(grabs), grabs[-1]) == (2, all_grabs)


def test_a_time_that_no_frame_has_begins_at_the_start(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = sampled(monkeypatch, Order(str(path), 2.0))
    rest, grabs = sampled(monkeypatch, Order(str(path), 2.0, skip=5, after=9.05))
    assert rest == whole[5:]
    assert len(grabs) == 2


@pytest.mark.parametrize("rate", [24000 / 1001, 30000 / 1001])
def test_a_frame_at_the_edge_of_a_stretch_is_not_followed_by_its_neighbour(
    tmp_path: Path, rate: float
) -> None:
    """Rounded to a millisecond, 20.979 s is before the edge that the frame itself is behind."""
    path = tmp_path / "film.mp4"
    path.write_bytes(encode([frame(number) for number in range(700)], rate=rate))
    whole = [message for message in messages(Order(str(path), 1.0)) if isinstance(message, Frame)]
    assert len(whole) > 20
    for count in range(1, len(whole)):
        order = Order(str(path), 1.0, skip=count, after=whole[count - 1].at)
        rest = [message.at for message in messages(order) if isinstance(message, Frame)]
        assert rest == [one.at for one in whole[count:]], f"after {order.after}"


def test_reading_on_to_the_last_frame_gives_signs_of_life(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a large film that is slow to decode would be taken for stalled."""
    monkeypatch.setattr(pulse, "EVERY", 0.0)
    open_ = decoder._open
    monkeypatch.setattr(decoder, "_open", lambda asked: Counting(open_(asked), land=12.0))
    heard = messages(Order(str(path), 1.0, skip=31, after=30.0))
    next(heard)  # what the header says
    before = [message.at for message in heard if isinstance(message, Progress) and message.at < 30]
    assert len(before) > 15 * RATE
