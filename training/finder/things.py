"""Things that are near faces, or as round, and are none. Each draws on a picture in place."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from training.masks.shapes import random_shape

Picture = NDArray[np.uint8]
Colour = Callable[[np.random.Generator], tuple[float, float, float]]
Place = NDArray[np.float64]
Tone = tuple[float, float, float]
Thing = Callable[[Picture, np.random.Generator, Colour], None]


def hand(picture: Picture, rng: np.random.Generator, colour: Colour) -> None:
    """A palm with fingers."""
    side = len(picture)
    size, centre = rng.uniform(0.05, 0.3) * side, rng.uniform(0, side, 2)
    tone, turn = colour(rng), rng.uniform(0, 2 * np.pi)
    cv2.circle(picture, _point(centre), int(size * 0.5), tone, -1, cv2.LINE_AA)
    for finger in np.linspace(-0.9, 0.9, 5):
        tip = centre + size * rng.uniform(0.7, 1.25) * _direction(turn + finger)
        cv2.line(picture, _point(centre), _point(tip), tone, max(2, int(size * 0.22)), cv2.LINE_AA)


def ball(picture: Picture, rng: np.random.Generator, colour: Colour) -> None:
    """An oval with light from one side, as a head without a face; sometimes with hair or a seam."""
    side = len(picture)
    size, centre = rng.uniform(0.05, 0.35) * side, rng.uniform(0, side, 2)
    tone, light = np.array(colour(rng)), _direction(rng.uniform(0, 2 * np.pi))
    axes, turn = np.array([size, size * rng.uniform(0.8, 1.4)]), rng.uniform(-30, 30)
    for step in np.linspace(0, 1, 6):
        shade = np.clip(tone * (0.6 + 0.45 * step), 0, 255)
        place, radii = centre + light * size * 0.3 * step, axes * (1 - 0.8 * step)
        cv2.ellipse(picture, _point(place), _point(radii), turn, 0, 360, shade.tolist(), -1, cv2.LINE_AA)
    if rng.random() < 0.4:
        around = rng.uniform(0, 360)
        cv2.ellipse(
            picture, _point(centre), _point(axes), turn, around, around + 180, colour(rng), -1, cv2.LINE_AA
        )


def body(picture: Picture, rng: np.random.Generator, colour: Colour) -> None:
    """Shoulders and a neck that end where a head would be."""
    side = len(picture)
    size, (x, y) = rng.uniform(0.1, 0.5) * side, rng.uniform(0.1, 0.9, 2) * side
    tone = colour(rng)
    outline = np.array([(-1, 1.6), (-0.9, 0.3), (-0.3, 0), (0.3, 0), (0.9, 0.3), (1, 1.6)]) * size + (x, y)
    cv2.fillPoly(picture, [outline.astype(np.int32)], tone, cv2.LINE_AA)
    neck = (int(x - size * 0.2), int(y - size * 0.25)), (int(x + size * 0.2), int(y + size * 0.1))
    cv2.rectangle(picture, *neck, colour(rng), -1)


def loose_mask(picture: Picture, rng: np.random.Generator, colour: Colour) -> None:
    """A face mask that nobody wears."""
    side = len(picture)
    shape = random_shape(rng).rgba
    wide = int(rng.uniform(0.08, 0.5) * side)
    high = max(1, wide * shape.shape[0] // shape.shape[1])
    small = np.asarray(cv2.resize(shape, (wide, high), interpolation=cv2.INTER_AREA), np.float32)
    left, top = int(rng.uniform(0, side - wide)), int(rng.uniform(0, max(1, side - high)))
    part = picture[top : top + high, left : left + wide]
    cover = small[: len(part), :, 3:] / 255
    part[:] = (part * (1 - cover) + small[: len(part), :, :3] * cover).astype(np.uint8)


def cup(picture: Picture, rng: np.random.Generator, colour: Colour) -> None:
    """A vessel with a rim and a handle."""
    side = len(picture)
    size, (x, y) = rng.uniform(0.05, 0.25) * side, rng.uniform(0.1, 0.9, 2) * side
    tone = colour(rng)
    low = np.array([(-1, 0), (1, 0), (0.8, 1.8), (-0.8, 1.8)]) * size + (x, y)
    cv2.ellipse(
        picture,
        _point((x + size, y + size)),
        _point((size * 0.6, size * 0.5)),
        0,
        0,
        360,
        tone,
        4,
        cv2.LINE_AA,
    )
    cv2.fillPoly(picture, [low.astype(np.int32)], tone, cv2.LINE_AA)
    cv2.ellipse(picture, _point((x, y)), _point((size, size * 0.3)), 0, 0, 360, colour(rng), -1, cv2.LINE_AA)


def blob(picture: Picture, rng: np.random.Generator, colour: Colour) -> None:
    """A rounded spot of one colour, often black or white, with a hard or a soft edge, alone or in a row."""
    side = len(picture)
    size, centre = rng.uniform(0.02, 0.25) * side, rng.uniform(0, side, 2)
    tone = (0.0, 0.0, 0.0) if rng.random() < 0.25 else (245.0,) * 3 if rng.random() < 0.25 else colour(rng)
    cover = np.zeros(picture.shape[:2], np.uint8)
    for step in range(int(rng.integers(1, 4))):
        place = centre + step * rng.uniform(0.5, 3) * size * _direction(rng.uniform(0, 2 * np.pi))
        axes = (max(1, int(size)), max(1, int(size * rng.uniform(0.7, 1.6))))
        cv2.ellipse(cover, _point(place), axes, rng.uniform(-40, 40), 0, 360, 255, -1, cv2.LINE_AA)
    if rng.random() < 0.5:
        cover = np.asarray(cv2.GaussianBlur(cover, (0, 0), rng.uniform(0.5, 4)), np.uint8)
    share = cover[..., None].astype(np.float32) / 255 * rng.uniform(0.4, 1)
    picture[:] = (picture + (np.array(tone, np.float32) - picture) * share).astype(np.uint8)


def disc(picture: Picture, rng: np.random.Generator, colour: Colour) -> None:
    """A wheel, a button, a flower: something round with marks about or on it."""
    side = len(picture)
    size, centre = rng.uniform(0.04, 0.35) * side, rng.uniform(0, side, 2)
    axes = np.array([size, size * rng.uniform(0.75, 1.25)])
    cv2.ellipse(picture, _point(centre), _point(axes), 0, 0, 360, colour(rng), -1, cv2.LINE_AA)
    mark, draw = colour(rng), (_spokes, _holes, _petals)[int(rng.integers(3))]
    draw(picture, centre, axes, rng, mark)
    if rng.random() < 0.5:
        hub = _point(axes * rng.uniform(0.1, 0.4))
        cv2.ellipse(picture, _point(centre), hub, 0, 0, 360, colour(rng), -1, cv2.LINE_AA)
    if rng.random() < 0.5:
        thick = max(1, int(size * rng.uniform(0.03, 0.25)))
        cv2.ellipse(picture, _point(centre), _point(axes), 0, 0, 360, colour(rng), thick, cv2.LINE_AA)


def _spokes(picture: Picture, centre: Place, axes: Place, rng: np.random.Generator, tone: Tone) -> None:
    thick = max(1, int(axes[0] * rng.uniform(0.03, 0.12)))
    for turn in _around(rng, 3, 10):
        cv2.line(picture, _point(centre), _point(centre + axes * 0.95 * turn), tone, thick, cv2.LINE_AA)


def _holes(picture: Picture, centre: Place, axes: Place, rng: np.random.Generator, tone: Tone) -> None:
    radius, apart = max(1, int(axes[0] * rng.uniform(0.06, 0.2))), rng.uniform(0.25, 0.7)
    for turn in _around(rng, 2, 6):
        cv2.circle(picture, _point(centre + axes * apart * turn), radius, tone, -1, cv2.LINE_AA)


def _petals(picture: Picture, centre: Place, axes: Place, rng: np.random.Generator, tone: Tone) -> None:
    radius = _point(axes * rng.uniform(0.25, 0.5))
    for turn in _around(rng, 4, 9):
        cv2.ellipse(picture, _point(centre + axes * 0.8 * turn), radius, 0, 0, 360, tone, -1, cv2.LINE_AA)


def _around(rng: np.random.Generator, least: int, most: int) -> list[Place]:
    """Directions at equal angles."""
    count, first = int(rng.integers(least, most)), rng.uniform(0, 2 * np.pi)
    return [_direction(first + turn) for turn in np.arange(count) * 2 * np.pi / count]


THINGS: tuple[Thing, ...] = (hand, ball, body, loose_mask, cup, blob, blob, disc, disc)


def _point(place: NDArray[np.float64] | tuple[float, float]) -> tuple[int, int]:
    return int(place[0]), int(place[1])


def _direction(angle: float) -> NDArray[np.float64]:
    return np.array([np.cos(angle), np.sin(angle)])
