"""Pictures without faces of kinds that training never draws, to measure false finds on."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


def plaid(rng: np.random.Generator, high: int, wide: int) -> Picture:
    """Woven stripes over each other."""
    cloth = np.full((high, wide, 3), rng.uniform(40, 220, 3), np.float32)
    for axis, length in ((0, high), (1, wide)):
        for _ in range(int(rng.integers(3, 12))):
            start, size = int(rng.uniform(0, length)), int(rng.uniform(2, length / 8))
            band = cloth[start : start + size] if axis == 0 else cloth[:, start : start + size]
            band[:] = band * 0.6 + 0.4 * rng.uniform(0, 255, 3)
    return cloth.astype(np.uint8)


def panes(rng: np.random.Generator, high: int, wide: int) -> Picture:
    """Stained glass: the places nearest to random points, leaded."""
    count = int(rng.integers(8, 80))
    points = rng.uniform(0, 1, (count, 2)) * (high // 4, wide // 4)
    grid = np.moveaxis(np.indices((high // 4, wide // 4), np.float32), 0, -1)
    nearest = np.argmin(((grid[:, :, None] - points) ** 2).sum(axis=-1), axis=-1)
    tones = rng.uniform(10, 255, (count, 3))
    glass = cv2.resize(tones[nearest].astype(np.uint8), (wide, high), interpolation=cv2.INTER_NEAREST)
    edges = cv2.Canny(np.asarray(glass, np.uint8), 10, 30)
    lead = cv2.dilate(edges, np.ones((3, 3), np.uint8)) > 0
    glass[lead] = rng.uniform(0, 60)
    return np.asarray(glass, np.uint8)


def clock(rng: np.random.Generator, high: int, wide: int) -> Picture:
    """A dial on a wall, or several: round, light, with marks where eyes might be."""
    wall = np.full((high, wide, 3), rng.uniform(60, 230, 3), np.uint8)
    for _ in range(int(rng.integers(1, 4))):
        centre, radius = (rng.uniform(0.1, 0.9, 2) * (wide, high)), rng.uniform(0.06, 0.4) * high
        middle = (int(centre[0]), int(centre[1]))
        cv2.circle(wall, middle, int(radius), rng.uniform(150, 255, 3).tolist(), -1, cv2.LINE_AA)
        cv2.circle(wall, middle, int(radius), (20, 20, 20), max(1, int(radius / 15)), cv2.LINE_AA)
        for angle in np.arange(12) * np.pi / 6:
            tip = centre + radius * 0.85 * np.array([np.cos(angle), np.sin(angle)])
            cv2.circle(
                wall, (int(tip[0]), int(tip[1])), max(1, int(radius / 14)), (20, 20, 20), -1, cv2.LINE_AA
            )
        for length in (0.5, 0.75):
            angle = rng.uniform(0, 2 * np.pi)
            end = centre + radius * length * np.array([np.cos(angle), np.sin(angle)])
            cv2.line(
                wall, middle, (int(end[0]), int(end[1])), (30, 30, 30), max(1, int(radius / 18)), cv2.LINE_AA
            )
    return wall


def bricks(rng: np.random.Generator, high: int, wide: int) -> Picture:
    """A wall with windows in pairs."""
    tone = rng.uniform(60, 190, 3)
    wall = np.full((high, wide, 3), tone * 0.7, np.float32)
    size = int(rng.uniform(8, 40))
    for row in range(-1, high // size + 1):
        for column in range(-1, wide // (2 * size) + 2):
            left = column * 2 * size + (row % 2) * size
            top = row * size
            wall[max(0, top + 1) : top + size - 1, max(0, left + 1) : max(0, left + 2 * size - 1)] = (
                tone * rng.uniform(0.8, 1.2)
            )
    for _ in range(int(rng.integers(0, 4))):
        left, top = int(rng.uniform(0, wide * 0.7)), int(rng.uniform(0, high * 0.7))
        side = int(rng.uniform(12, 70))
        for shift in (0, int(side * 1.6)):
            wall[top : top + side, left + shift : left + shift + side] = rng.uniform(10, 90)
    return np.clip(wall + rng.normal(0, 5, wall.shape), 0, 255).astype(np.uint8)


def leaves(rng: np.random.Generator, high: int, wide: int) -> Picture:
    """Foliage: many small pointed ovals in greens and browns."""
    ground = np.full((high, wide, 3), (30, 45, 25), np.uint8)
    for _ in range(int(rng.integers(150, 700))):
        place = (int(rng.uniform(0, wide)), int(rng.uniform(0, high)))
        axes = (int(rng.uniform(3, 22)), int(rng.uniform(2, 8)))
        tone = np.array([rng.uniform(20, 150), rng.uniform(60, 190), rng.uniform(10, 80)])
        cv2.ellipse(ground, place, axes, rng.uniform(0, 180), 0, 360, tone.tolist(), -1, cv2.LINE_AA)
    return ground


KINDS = (plaid, panes, clock, bricks, leaves)


def strange(number: int, high: int = 480, wide: int = 640) -> Picture:
    """Picture `number` of an endless row, the kinds in turn: H×W×3 RGB uint8."""
    return KINDS[number % len(KINDS)](np.random.default_rng([977, number]), high, wide)
