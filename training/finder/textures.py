"""Pictures without faces, drawn: what a finder must not be fooled by.

Each kind is a function of a random generator and a side that gives side×side×3 RGB uint8.
"""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from training.finder.things import THINGS

Picture = NDArray[np.uint8]
Draw = Callable[[np.random.Generator, int], Picture]


def colour(rng: np.random.Generator) -> tuple[float, float, float]:
    """Any RGB; one in four a skin's, so that its colour alone makes no face."""
    if rng.random() < 0.25:
        dark = rng.uniform(0.25, 1.0)
        return (235 * dark, (170 + rng.uniform(-10, 25)) * dark, (140 + rng.uniform(-25, 35)) * dark)
    red, green, blue = rng.uniform(0, 255, 3)
    return (float(red), float(green), float(blue))


def gradient(rng: np.random.Generator, side: int) -> Picture:
    """From one colour to another, in any direction."""
    along = np.linspace(0, 1, side, dtype=np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    ramp = along[:, None] * np.sin(angle) + along[None] * np.cos(angle)
    ramp = (ramp - ramp.min()) / max(float(np.ptp(ramp)), 1e-6)
    one, two = np.array(colour(rng)), np.array(colour(rng))
    return np.asarray(one + (two - one) * ramp[..., None], np.uint8)


def noise(rng: np.random.Generator, side: int) -> Picture:
    """Clouds: noise of several sizes on top of each other, coloured or grey."""
    total = np.zeros((side, side, 3), np.float32)
    for cells in (2, 4, 8, 16, 32, 64)[: int(rng.integers(2, 7))]:
        coarse = rng.normal(0, 1, (cells, cells, 3)).astype(np.float32)
        weight = cells ** -rng.uniform(0.1, 1)
        total += weight * cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC)
    if rng.random() < 0.3:
        total = np.repeat(total.mean(axis=2, keepdims=True), 3, axis=2)
    return np.asarray(np.clip(np.array(colour(rng)) + total * rng.uniform(15, 80), 0, 255), np.uint8)


def stripes(rng: np.random.Generator, side: int) -> Picture:
    """Waves in one direction or, as checks, in two."""
    rows, columns = np.mgrid[:side, :side].astype(np.float32)
    angle, length = rng.uniform(0, np.pi), rng.uniform(4, side / 3)
    wave = np.sin((rows * np.sin(angle) + columns * np.cos(angle)) * 2 * np.pi / length)
    if rng.random() < 0.5:
        wave *= np.sin((rows * np.cos(angle) - columns * np.sin(angle)) * 2 * np.pi / length)
    share = np.clip(wave * rng.uniform(0.6, 8) + 0.5, 0, 1)[..., None]
    return np.asarray(np.array(colour(rng)) * share + np.array(colour(rng)) * (1 - share), np.uint8)


def circles(rng: np.random.Generator, side: int) -> Picture:
    """Discs, rings and ovals, pairs of them too: the simplest thing that looks like eyes."""
    picture = gradient(rng, side)
    for _ in range(int(rng.integers(2, 30))):
        centre = rng.uniform(0, side, 2)
        radii = rng.uniform(2, side / 5) * np.array([1, rng.uniform(0.4, 1.6)])
        thick = -1 if rng.random() < 0.6 else int(rng.integers(1, 8))
        apart = rng.uniform(2, 4) * radii[0]
        tones = colour(rng), colour(rng)
        for place in (centre, centre + np.array([apart, 0])) if rng.random() < 0.4 else (centre,):
            point = (int(place[0]), int(place[1]))
            cv2.ellipse(
                picture, point, (int(radii[0]), int(radii[1])), 0, 0, 360, tones[0], thick, cv2.LINE_AA
            )
            if thick < 0 and rng.random() < 0.5:
                cv2.circle(picture, point, max(1, int(radii.min() / 3)), tones[1], -1, cv2.LINE_AA)
    return picture


def polygons(rng: np.random.Generator, side: int) -> Picture:
    """Boxes, corners and lines, as of buildings and furniture."""
    picture = gradient(rng, side)
    for _ in range(int(rng.integers(4, 40))):
        corners = (
            rng.uniform(-0.1, 1.1, (1, 2)) * side
            + rng.uniform(-0.3, 0.3, (int(rng.integers(3, 6)), 2)) * side
        )
        if rng.random() < 0.5:
            left, top = corners.min(axis=0)
            right, low = corners.max(axis=0)
            corners = np.array([(left, top), (right, top), (right, low), (left, low)])
        cv2.fillPoly(picture, [corners.astype(np.int32)], colour(rng), cv2.LINE_AA)
    return picture


def writing(rng: np.random.Generator, side: int) -> Picture:
    """Lines of letters and figures of several sizes."""
    picture = gradient(rng, side) if rng.random() < 0.5 else np.full((side, side, 3), 245, np.uint8)
    ink, row = colour(rng), 0.0
    letters = np.array(list("abcdefghijklmnopqrstuvwxyzABCDEFGHOQ0123456789@&%:;()o "))
    while row < side:
        scale = rng.uniform(0.3, 2.5)
        words = "".join(rng.choice(letters, int(rng.integers(4, 40))))
        row += 26 * scale
        place = (int(rng.uniform(-20, side / 3)), int(row))
        cv2.putText(
            picture, words, place, int(rng.integers(0, 8)), scale, ink, int(rng.integers(1, 4)), cv2.LINE_AA
        )
    return picture


def landscape(rng: np.random.Generator, side: int) -> Picture:
    """A sky, hills one behind the other, sometimes a sun."""
    picture = gradient(rng, side)
    if rng.random() < 0.5:
        centre = (int(rng.uniform(0, side)), int(rng.uniform(0, side / 2)))
        cv2.circle(picture, centre, int(rng.uniform(5, side / 6)), colour(rng), -1, cv2.LINE_AA)
    for depth in np.linspace(0.35, 0.9, int(rng.integers(2, 6))):
        bumps = rng.normal(0, 0.12, int(rng.integers(4, 12))).astype(np.float32)
        line = (depth + cv2.resize(bumps[None], (side, 1), interpolation=cv2.INTER_CUBIC)[0]) * side
        outline = np.stack([np.arange(side), line], axis=1)
        ground = np.vstack([outline, [(side, side), (0, side)]]).astype(np.int32)
        cv2.fillPoly(picture, [ground], colour(rng), cv2.LINE_AA)
    return picture


def objects(rng: np.random.Generator, side: int) -> Picture:
    """Hands, masks that nobody wears, cups, bodies without heads, balls, on one of the grounds above."""
    ground = (gradient, noise, stripes, polygons, landscape)[int(rng.integers(5))]
    picture = ground(rng, side)
    for _ in range(int(rng.integers(1, 6))):
        THINGS[int(rng.integers(len(THINGS)))](picture, rng, colour)
    return picture


KINDS: tuple[Draw, ...] = (
    gradient, noise, stripes, circles, polygons, writing, landscape, objects, objects, objects,
)  # fmt: skip


def drawn(rng: np.random.Generator, side: int) -> Picture:
    """One of the kinds, sometimes as a camera with noise would see it."""
    picture = KINDS[int(rng.integers(len(KINDS)))](rng, side)
    if rng.random() < 0.5:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 3)), np.uint8)
    if rng.random() < 0.5:
        picture = np.clip(picture + rng.normal(0, rng.uniform(2, 12), picture.shape), 0, 255).astype(np.uint8)
    return picture
