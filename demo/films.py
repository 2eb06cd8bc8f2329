"""Drawn people before a camera that stands still, as video files."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from demo.backdrop import develop
from demo.canvas import Canvas
from demo.look import look
from demo.person import draw_person
from demo.room import draw_room

CODECS = {"mp4": "mp4v", "mov": "mp4v", "webm": "VP80", "mkv": "mp4v"}
RATE = 10
LEFT, RIGHT = 0.3, 0.7

Pixels = NDArray[np.uint8]


def passing(left: int, right: int, seconds: int = 4, width: int = 640, height: int = 360) -> bytes:
    """An MP4 of two people, of whom the left one leaves half way through."""
    both = [shot([(left, LEFT, 0.8), (right, RIGHT, 0.8)], width, height, grain=grain) for grain in range(2)]
    alone = [shot([(right, RIGHT, 0.8)], width, height, grain=grain) for grain in range(2)]
    half = seconds * RATE // 2
    return encode([*(both * half)[:half], *(alone * half)[:half]])


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
        if not writer.isOpened():
            raise RuntimeError(f"this OpenCV writes no {kind}")
        for frame in frames:
            writer.write(cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
        writer.release()
        return path.read_bytes()
