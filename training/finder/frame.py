"""What the finder learns from: pixels, the faces in them, and where it is not asked."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.finders.decode import Faces
from training.finder.pool import Pictured

LEAST = 7.0  # pixels of a face's longest side; smaller ones are not asked for
VISIBLE = 0.3  # share of a box that must be in the frame, or nobody is asked about it
MIRRORED = (2, 3, 0, 1, 4, 5, 8, 9, 6, 7)  # landmarks from the left of the picture, after it is mirrored


@dataclass(frozen=True, slots=True)
class Frame:
    """H×W×3 RGB uint8; N×15 faces (boxes may leave the frame) and M×15 doubtful places, in its pixels."""

    pixels: NDArray[np.uint8]
    faces: Faces
    doubts: Faces


def taken(
    photo: Pictured, matrix: NDArray[np.float64], shape: tuple[int, int], ground: NDArray[np.uint8]
) -> Frame:
    """The photograph through a 2×3 `matrix` (turn, scale, shift) as H×W `shape`, with `ground` around it."""
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    pixels, small = photo.pixels, matrix.copy()
    if scale <= 0.5:  # a warp looks at four pixels only, whatever it shrinks
        times = 2 ** int(-np.log2(scale))
        size = (max(1, pixels.shape[1] // times), max(1, pixels.shape[0] // times))
        small[:, :2] *= (pixels.shape[1] / size[0], pixels.shape[0] / size[1])
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    seen = ground.copy()
    cv2.warpAffine(pixels, small, shape[::-1], seen, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
    return Frame(seen, moved(photo.faces, matrix), moved(photo.doubts, matrix))


def moved(faces: Faces, matrix: NDArray[np.float64]) -> Faces:
    """Faces through a 2×3 matrix of turn, scale and shift; boxes stay upright and as large for their face."""
    there = faces.copy()
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    centres = (faces[:, :2] + faces[:, 2:4] / 2) @ matrix[:, :2].T + matrix[:, 2]
    there[:, 2:4] = faces[:, 2:4] * scale
    there[:, :2] = centres - there[:, 2:4] / 2
    points = faces[:, 4:14].reshape(-1, 2) @ matrix[:, :2].T + matrix[:, 2]
    there[:, 4:14] = points.reshape(-1, 10)
    return there


def mirrored(frame: Frame) -> Frame:
    """Left and right exchanged, the landmarks' order too."""
    width = frame.pixels.shape[1]
    return Frame(
        np.ascontiguousarray(frame.pixels[:, ::-1]),
        _mirrored(frame.faces, width),
        _mirrored(frame.doubts, width),
    )


def settled(frame: Frame) -> Frame:
    """Faces that are hardly in the frame, or too small, become doubts."""
    height, width = frame.pixels.shape[:2]
    boxes = frame.faces
    wide = np.clip(boxes[:, 0] + boxes[:, 2], 0, width) - np.clip(boxes[:, 0], 0, width)
    high = np.clip(boxes[:, 1] + boxes[:, 3], 0, height) - np.clip(boxes[:, 1], 0, height)
    share = wide * high / np.maximum(boxes[:, 2] * boxes[:, 3], 1e-6)
    # A face that fills the frame and leaves it on all sides is there to be found.
    clear = ((share >= VISIBLE) | (wide * high > 0.6 * width * height)) & (boxes[:, 2:4].max(axis=1) >= LEAST)
    return replace(frame, faces=boxes[clear], doubts=np.concatenate([frame.doubts, boxes[~clear]]))


def _mirrored(faces: Faces, width: int) -> Faces:
    there = faces.copy()
    there[:, 0] = width - faces[:, 0] - faces[:, 2]
    points = faces[:, 4:14].copy()
    points[:, ::2] = width - points[:, ::2]
    there[:, 4:14] = points[:, MIRRORED]
    return there
