"""Brings a face into the frame of the aligned training faces, to tell what framing costs from what masks cost."""

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
        if found is None:
            return picture
        largest = max(found, key=lambda face: float(face[2] * face[3]))
        matrix, _ = cv2.estimateAffinePartial2D(largest[4:14].reshape(5, 2), LANDMARKS)
        if matrix is None:
            return picture
        around = [float(value) for value in picture.mean(axis=(0, 1))]
        turned = cv2.warpAffine(picture, matrix, (FACE_SIZE, FACE_SIZE), borderValue=around)
        return turned.astype(np.uint8, copy=False)
