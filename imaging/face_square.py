"""The square about a found face that the classifier sees: one geometry for training, serving, exports."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]

FRAMED = 1.2  # side of the square, in longest sides of the face's box: what the student is made for


@dataclass(frozen=True, slots=True)
class Square:
    """A square inside a picture, in its pixels."""

    left: int
    top: int
    side: int


def face_square(box: Box, width: int, height: int, boxes: float = FRAMED) -> Square:
    """The square of `boxes` longest sides of `box` (left, top, width, height) about its centre.

    Moved inside the width×height picture where it would leave it, and no larger than its shorter side.
    """
    left, top, across, down = box
    side = max(1, min(width, height, round(boxes * max(across, down))))
    return Square(
        int(np.clip(left + across / 2 - side / 2, 0, width - side)),
        int(np.clip(top + down / 2 - side / 2, 0, height - side)),
        side,
    )


def cut_face(picture: NDArray[np.uint8], box: Box, boxes: float = FRAMED) -> NDArray[np.uint8]:
    """That square of H×W×3 RGB uint8: S×S×3, a view of the same pixels."""
    square = face_square(box, picture.shape[1], picture.shape[0], boxes)
    return picture[square.top : square.top + square.side, square.left : square.left + square.side]
