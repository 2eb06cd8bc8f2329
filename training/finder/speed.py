"""How long a finder takes, beside YuNet in the same run."""

import os
from collections.abc import Callable
from time import perf_counter

import cv2
import numpy as np
from numpy.typing import NDArray

from models.finders.card import Speed
from models.finders.protocol import FaceFinder
from models.finders.yunet import YuNetFinder

SIZES = ((640, 480), (320, 240))  # width and height
ROUNDS = 60


def speeds(finder: FaceFinder, yunet: YuNetFinder, picture: NDArray[np.uint8]) -> list[Speed]:
    """Medians over turns that both take one after the other, on one thread, with `picture` in each size.

    The picture should have one large face, as a camera's frame does.
    """
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        return [_speed(finder, yunet, picture, width, height) for width, height in SIZES]
    finally:
        cv2.setNumThreads(before)


def _speed(
    finder: FaceFinder, yunet: YuNetFinder, picture: NDArray[np.uint8], width: int, height: int
) -> Speed:
    frame = np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    pairs = np.array([[_timed(finder.find, frame), _timed(yunet.find, frame)] for _ in range(ROUNDS)])
    own, other = np.median(pairs[5:], axis=0)  # the first rounds lay out memory
    return Speed(
        width=width,
        height=height,
        finder_ms=round(1000 * float(own), 3),
        yunet_ms=round(1000 * float(other), 3),
        machine=f"one of {os.cpu_count()} cores",
    )


def _timed(find: Callable[[NDArray[np.uint8]], object], frame: NDArray[np.uint8]) -> float:
    started = perf_counter()
    find(frame)
    return perf_counter() - started
