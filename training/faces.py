"""Finds the face in a picture, for training alone: the detector is not shipped."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.finders.yunet import YuNetFinder

LEAST_SCORE = 0.5


class FaceFinder:
    """The faces of a picture as rows of numbers, by `models.finders.yunet`."""

    def __init__(self, detector: Path) -> None:
        """`detector` is YuNet as an ONNX file. Raises `NoUsableArtefact` where it is none."""
        self._yunet = YuNetFinder(detector, LEAST_SCORE)

    @property
    def key(self) -> str:
        """Named after the detector's bytes."""
        return self._yunet.key

    def largest(self, picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        """15 numbers in pixels of `picture` (H×W×3 RGB uint8), or None where no face is found.

        Left, top, width and height of the box; (x, y) of the eyes, the nose and the corners of the mouth,
        from the left of the picture; the score.
        """
        return max(self.every(picture), key=lambda face: float(face[2] * face[3]), default=None)

    def every(self, picture: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        """The same of each face that is found, none where there is none."""
        return list(self._yunet.every(picture))


def finder_of(data: Path) -> FaceFinder | None:
    """The detector that comes with a data folder, if one does."""
    detectors = sorted((data / "face_detector").glob("yunet*.onnx"))
    return FaceFinder(detectors[-1]) if detectors else None
