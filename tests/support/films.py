"""Small videos, made here: people who stand, walk and change places before the camera."""

from collections.abc import Callable
from functools import cache

import numpy as np

from demo.films import RATE, Pixels, encode, shot


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
