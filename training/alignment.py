"""Frames a face by its landmarks or its box, to tell what framing costs from what masks cost."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging.face_square import cut_face
from training.faces import FaceFinder
from training.masks.placement import FACE_SIZE

# YuNet's landmarks on UTKFace (medians): eyes, nose, corners of the mouth, from the left of the picture.
LANDMARKS = np.array([[59, 58], [137, 59], [95, 100], [63, 136], [129, 137]], np.float32)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Turns, scales and crops the largest face as UTKFace does."""

    finder: FaceFinder

    @property
    def key(self) -> str:
        """Named after the detector."""
        return f"aligned by {self.finder.key}"

    def __call__(self, picture: NDArray[np.uint8], path: Path) -> NDArray[np.uint8]:
        """200×200×3 RGB uint8; `picture` itself where no face is found."""
        matrix = aligning_matrix(picture, self.finder)
        return picture if matrix is None else aligned(picture, matrix)


@dataclass(frozen=True, slots=True)
class BoxCrop:
    """A square of `boxes` longest sides of the face's box, as far as the picture reaches."""

    finder: FaceFinder
    boxes: float

    @property
    def key(self) -> str:
        """Named after the detector and the looseness."""
        return f"{self.boxes} boxes by {self.finder.key}"

    def __call__(self, picture: NDArray[np.uint8], path: Path) -> NDArray[np.uint8]:
        """S×S×3 RGB uint8, moved into the picture where it would leave it; as it is without a face."""
        face = self.finder.largest(picture)
        if face is None:
            return picture
        return cut_face(picture, (face[0], face[1], face[2], face[3]), self.boxes)


def aligning_matrix(picture: NDArray[np.uint8], finder: FaceFinder) -> cv2.typing.MatLike | None:
    """The 2×3 matrix from `picture` to UTKFace's 200×200 frame; None where no face is found."""
    face = finder.largest(picture)
    if face is None:
        return None
    matrix: cv2.typing.MatLike | None = cv2.estimateAffinePartial2D(face[4:14].reshape(5, 2), LANDMARKS)[0]
    return matrix


def aligned(picture: NDArray[np.uint8], matrix: cv2.typing.MatLike) -> NDArray[np.uint8]:
    """200×200×3 RGB uint8, the picture's mean colour where it ends."""
    around = [float(value) for value in picture.mean(axis=(0, 1))]
    framed = cv2.warpAffine(picture, matrix, (FACE_SIZE, FACE_SIZE), borderValue=around)
    return framed.astype(np.uint8, copy=False)
