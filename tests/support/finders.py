"""Finders that know what they will find: what stands in for the network at its edge."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.finders.protocol import FoundFace

AHEAD = ((0.35, 0.4), (0.65, 0.4), (0.5, 0.6), (0.4, 0.8), (0.6, 0.8))  # landmarks, in shares of the box
ASIDE = ((0.35, 0.4), (0.65, 0.4), (0.7, 0.6), (0.4, 0.8), (0.6, 0.8))
Share = tuple[float, float, float, float]


def found(box: Share, score: float = 0.9, marks: Sequence[tuple[float, float]] = AHEAD) -> FoundFace:
    """A face in pixels of the searched picture."""
    left, top, width, height = box
    places = [(left + x * width, top + y * height) for x, y in marks]
    return FoundFace(box, score, np.array(places, np.float32))


class Knowing:
    """Finds what it is told to: boxes in shares of the picture, whatever scale it comes in."""

    version = "knowing"
    engine_reason = ""

    def __init__(self, *boxes: Share, marks: Sequence[tuple[float, float]] = AHEAD) -> None:
        self.searched: list[tuple[int, int]] = []  # width and height of each picture
        self._boxes = boxes
        self._marks = marks

    def passes_self_test(self) -> bool:
        """It cannot break."""
        return True

    def find(self, picture: NDArray[np.uint8]) -> list[FoundFace]:
        """The same faces in every picture."""
        height, width = picture.shape[:2]
        self.searched.append((width, height))
        return [
            found((x * width, y * height, w * width, h * height), marks=self._marks)
            for x, y, w, h in self._boxes
        ]


class Bright:
    """Finds one face in the bright half of a picture, and none in a dark one."""

    version = "bright"
    engine_reason = ""

    def passes_self_test(self) -> bool:
        """It cannot break."""
        return True

    def find(self, picture: NDArray[np.uint8]) -> list[FoundFace]:
        """The box of all bright pixels."""
        rows, columns = np.nonzero(picture.max(axis=2) > 128)
        if len(rows) == 0:
            return []
        left, top = float(columns.min()), float(rows.min())
        return [found((left, top, float(np.ptp(columns)) + 1, float(np.ptp(rows)) + 1))]


class Forbidden:
    """Must not be asked."""

    version = "forbidden"
    engine_reason = ""

    def passes_self_test(self) -> bool:
        """It cannot break."""
        return True

    def find(self, picture: NDArray[np.uint8]) -> list[FoundFace]:
        """Nobody may look for faces where the image is one."""
        raise AssertionError("an image that is a face was searched for one")
