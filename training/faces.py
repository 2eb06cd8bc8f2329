"""Finds the face in a picture, for training alone: the detector is not shipped."""

from functools import cached_property
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

LEAST_SCORE = 0.5


class FaceFinder:
    """The faces of a picture by YuNet (Wu et al., 2023)."""

    def __init__(self, detector: Path) -> None:
        """`detector` is YuNet as an ONNX file."""
        self._file = detector
        self._detector = cv2.FaceDetectorYN.create(str(detector), "", (320, 320), LEAST_SCORE)

    @cached_property
    def key(self) -> str:
        """Named after the detector's bytes."""
        return sha256(self._file.read_bytes()).hexdigest()

    def largest(self, picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        """15 numbers in pixels of `picture` (H×W×3 RGB uint8), or None where no face is found.

        Left, top, width and height of the box; (x, y) of the eyes, the nose and the corners of the mouth,
        from the left of the picture; the score.
        """
        return max(self.every(picture), key=lambda face: float(face[2] * face[3]), default=None)

    def every(self, picture: NDArray[np.uint8]) -> list[NDArray[np.float32]]:
        """The same of each face that is found, none where there is none."""
        height, width = picture.shape[:2]
        self._detector.setInputSize((width, height))
        bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        found: cv2.typing.MatLike | None = self._detector.detect(bgr)[1]
        return [] if found is None else list(np.asarray(found, dtype=np.float32))


def finder_of(data: Path) -> FaceFinder | None:
    """The detector that comes with a data folder, if one does."""
    detectors = sorted((data / "face_detector").glob("yunet*.onnx"))
    return FaceFinder(detectors[-1]) if detectors else None
