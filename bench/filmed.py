"""A film of photographs, for `bench.tracks`: pans, zooms, cuts, and two people who cross; and who is where.

It shakes as a hand does and its light wavers, but nobody in it turns or blinks. Where everybody's face is, is
known from their photograph.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SIZE = (640, 480)  # pixels, width and height
RATE = 10  # frames a second
PAN, CROSS = 8, 6  # seconds

Pixels = NDArray[np.uint8]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Photo:
    """An H×W×3 RGB photograph with the boxes of its faces, in its pixels, and a number for each of them."""

    pixels: Pixels
    faces: Sequence[tuple[int, Box]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One frame of the film and who is in it, where."""

    pixels: Pixels
    people: Sequence[tuple[int, Box]]


def film(scenes: Sequence[Photo], singles: Sequence[Photo], seed: int = 4) -> Iterator[Shown]:
    """Frames at `RATE`: a pan over each scene, now and then back to the last, or two singles crossing."""
    rng, couples = np.random.default_rng(seed), iter(zip(singles[::2], singles[1::2], strict=False))
    for number, scene in enumerate(scenes):
        yield from _pan(scene, rng)
        if number % 5 == 4:
            yield from _pan(scenes[number - 1], rng)
        couple = next(couples, None) if number % 3 == 2 else None
        if couple:
            yield from _cross(*couple, _ground(scene), rng)


def _pan(photo: Photo, rng: np.random.Generator) -> Iterator[Shown]:
    """From one part of a photograph to another."""
    start, end = _window(photo, rng), _window(photo, rng)
    count = PAN * RATE
    shake = np.cumsum(rng.normal(0, 1.2, (count, 2)), axis=0)
    for step in range(count):
        share = 0.5 - 0.5 * np.cos(np.pi * step / (count - 1))
        left, top, scale = (1 - share) * start + share * end
        move = np.array([[scale, 0, shake[step, 0] - scale * left], [0, scale, shake[step, 1] - scale * top]])
        pixels = cv2.warpAffine(
            photo.pixels, move, SIZE, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
        )
        yield _lit(np.asarray(pixels, np.uint8), step, [(who, _moved(box, move)) for who, box in photo.faces])


def _window(photo: Photo, rng: np.random.Generator) -> NDArray[np.float64]:
    """A part of the photograph: left, top, and by how much it is enlarged."""
    height, width = photo.pixels.shape[:2]
    largest = min(width / SIZE[0], height / SIZE[1])
    shown = largest * rng.uniform(0.65, 1.0)
    left, top = rng.uniform(0, width - shown * SIZE[0]), rng.uniform(0, height - shown * SIZE[1])
    return np.array([left, top, 1 / shown])


def _cross(one: Photo, other: Photo, ground: Pixels, rng: np.random.Generator) -> Iterator[Shown]:
    """Two people walk through the picture, one from each side, and one passes before the other."""
    count, side = CROSS * RATE, rng.uniform(220, 280)
    for step in range(count):
        across = step / (count - 1)
        pixels, people = ground.copy(), list[tuple[int, Box]]()
        for photo, place, down in ((one, across, 170.0), (other, 1 - across, 200.0)):
            scale = side / photo.pixels.shape[1]
            left = place * (SIZE[0] - side)
            bob = 6 * np.sin(0.9 * step + down)
            move = np.array([[scale, 0, left], [0, scale, down + bob - side / 2]])
            _lay(pixels, photo.pixels, move)
            people += [(who, _moved(box, move)) for who, box in photo.faces]
        yield _lit(pixels, step, people)


def _lay(pixels: Pixels, person: Pixels, move: NDArray[np.float64]) -> None:
    """Draw an oval part of a picture of one person, with soft edges."""
    height, width = person.shape[:2]
    oval = np.zeros((height, width), np.float32)
    middle, axes = (width // 2, height // 2), (int(0.40 * width), int(0.47 * height))
    cv2.ellipse(oval, middle, axes, 0, 0, 360, 1.0, -1)
    soft = cv2.GaussianBlur(oval, (0, 0), width / 50)
    cover = cv2.warpAffine(soft, move, SIZE)[..., None]
    pixels[:] = (cover * cv2.warpAffine(person, move, SIZE) + (1 - cover) * pixels).astype(np.uint8)


def _ground(photo: Photo) -> Pixels:
    """A photograph out of focus, in which nobody is to be found."""
    return np.asarray(cv2.GaussianBlur(cv2.resize(photo.pixels, SIZE), (0, 0), 28), np.uint8)


def _moved(box: Box, move: NDArray[np.float64]) -> Box:
    scale = float(move[0, 0])
    return (
        scale * box[0] + float(move[0, 2]),
        scale * box[1] + float(move[1, 2]),
        scale * box[2],
        scale * box[3],
    )


def _lit(pixels: Pixels, step: int, people: Sequence[tuple[int, Box]]) -> Shown:
    light = 1 + 0.08 * np.sin(step / 11)
    return Shown(np.clip(pixels * light, 0, 255).astype(np.uint8), people)
