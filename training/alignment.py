"""Frames a face like the aligned training faces, to tell what framing costs from what masks cost."""

from functools import cached_property
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from training.masks.placement import FACE_SIZE

# YuNet's landmarks on UTKFace (medians): eyes, nose, corners of the mouth, from the left of the picture.
LANDMARKS = np.array([[59, 58], [137, 59], [95, 100], [63, 136], [129, 137]], np.float32)
LEAST_SCORE = 0.5


class Alignment:
    """Finds the largest face with YuNet (Wu et al., 2023) and turns, scales and crops it as UTKFace does."""

    def __init__(self, detector: Path) -> None:
        """`detector` is YuNet as an ONNX file."""
        self._file = detector
        self._detector = cv2.FaceDetectorYN.create(str(detector), "", (320, 320), LEAST_SCORE)

    @cached_property
    def key(self) -> str:
        """Named after the detector's bytes."""
        return f"aligned by {sha256(self._file.read_bytes()).hexdigest()}"

    def __call__(self, picture: NDArray[np.uint8], path: Path) -> NDArray[np.uint8]:
        """200×200×3 RGB uint8; `picture` itself where no face is found."""
        height, width = picture.shape[:2]
        self._detector.setInputSize((width, height))
        _, found = self._detector.detect(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        matrix = _frame_of(found)
        if matrix is None:
            return picture
        around = [float(value) for value in picture.mean(axis=(0, 1))]
        framed = cv2.warpAffine(picture, matrix, (FACE_SIZE, FACE_SIZE), borderValue=around)
        return framed.astype(np.uint8, copy=False)


def _frame_of(found: cv2.typing.MatLike | None) -> cv2.typing.MatLike | None:
    """The 2×3 matrix that frames the largest of the found faces (15 numbers each: box, landmarks, score)."""
    if found is None:
        return None
    largest = max(found, key=lambda face: float(face[2] * face[3]))
    matrix: cv2.typing.MatLike | None = cv2.estimateAffinePartial2D(largest[4:14].reshape(5, 2), LANDMARKS)[0]
    return matrix
