"""Small videos, made here: people who stand, walk and change places before the camera."""

import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.backdrop import develop
from demo.canvas import Canvas
from demo.look import look
from demo.person import draw_person
from demo.room import draw_room

CODECS = {"mp4": "mp4v", "mov": "mp4v", "webm": "VP80"}
RATE = 10

Pixels = NDArray[np.uint8]


@cache
def film(
    kind: str = "mp4", seconds: float = 3.0, width: int = 160, height: int = 120, codec: str = ""
) -> bytes:
    """A video of one person who sways a little, ten frames a second."""
    return encode(standing(1, seconds, width, height), kind, codec)


LEFT, RIGHT = (1, 0.3, 0.7), (5, 0.7, 0.7)  # who, where and how large, as `shot` takes them


@cache
def two_people(seconds: int) -> bytes:
    """A video of two people who stand side by side, 320×240."""
    shots = [shot([LEFT, RIGHT], 320, 240, grain=grain) for grain in range(2)]
    return encode([shots[index % 2] for index in range(seconds * RATE)])


def standing(person: int, seconds: float, width: int = 160, height: int = 120) -> list[Pixels]:
    """Frames of one person who stays where they are."""
    still = shot([(person, 0.5, 0.9)], width, height)
    return [np.roll(still, index % 3, axis=1) for index in range(round(seconds * RATE))]


def shot(
    people: Sequence[tuple[int, float, float]],
    width: int = 160,
    height: int = 120,
    grain: int = 0,
    room: int = 5,
) -> Pixels:
    """A room with people: who, where across (0 to 1) and how large (1: as high as the picture)."""
    rng = np.random.default_rng(room)
    pixels = draw_room(rng, width, height)
    for person, across, scale in people:
        draw_person(Canvas(pixels, height * scale, (width * across, height * 0.55), 0.0), look(person))
    return develop(pixels, np.random.default_rng(grain), grain=2.0)


def encode(frames: Sequence[Pixels], kind: str = "mp4", codec: str = "", rate: float = RATE) -> bytes:
    """Frames (H×W×3 RGB), `rate` a second, as the bytes of a video file."""
    height, width = frames[0].shape[:2]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"film.{kind}"
        fourcc = cv2.VideoWriter.fourcc(*(codec or CODECS[kind]))
        writer = cv2.VideoWriter(str(path), fourcc, rate, (width, height))
        assert writer.isOpened(), f"this OpenCV writes no {kind}"
        for frame in frames:
            writer.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
        writer.release()
        return path.read_bytes()


def face_box(across: float, scale: float, width: int = 160, height: int = 120) -> tuple[int, int, int, int]:
    """Where the face of `shot` is, as a finder would say."""
    side = height * scale
    return (
        round(width * across - 0.2 * side),
        round(height * 0.55 - 0.3 * side),
        round(0.4 * side),
        round(0.5 * side),
    )


def broken(data: bytes, how: Callable[[bytearray], None]) -> bytes:
    """The same bytes, damaged."""
    changed = bytearray(data)
    how(changed)
    return bytes(changed)
