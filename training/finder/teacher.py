"""Where the faces of a picture are, by YuNet at several sizes."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.finders.decode import Faces
from models.finders.overlap import kept, overlaps
from models.finders.yunet import YuNetFinder

SURE, DOUBTFUL = 0.7, 0.3  # scores from which a face is learnt, and from which nothing there is called empty
SAME = 0.4  # overlap of two finds that are one face
PADDING = 0.25  # of the longest side, around the picture: faces that leave it are found so


@dataclass(frozen=True, slots=True)
class Look:
    """One size at which a picture is searched: its longest side in pixels, and whether with padding."""

    longest: int
    padded: bool


TIGHT = (Look(384, True), Look(256, False), Look(128, True))  # photographs of one person
WIDE = (Look(320, False), Look(640, False), Look(1024, False))  # scenes with people near and far


@dataclass(frozen=True, slots=True)
class Teacher:
    """YuNet (made with a threshold of at most `DOUBTFUL`) and the sizes at which it looks."""

    yunet: YuNetFinder
    looks: Sequence[Look]

    @property
    def key(self) -> str:
        """Different for every teacher that could say something else."""
        return f"{self.yunet.key} {self.looks} {PADDING} {SAME}"

    def __call__(self, picture: NDArray[np.uint8]) -> Faces:
        """N×15 float32 in pixels of the picture (H×W×3 RGB uint8), all sizes merged, the surest first."""
        faces = np.concatenate([_seen(self.yunet, picture, look) for look in self.looks])
        return merged(faces)


def merged(faces: Faces) -> Faces:
    """Of finds that are the same face the surest, the surest first."""
    return faces[kept(faces[:, :4], faces[:, 14], SAME)]


def parted(faces: Faces, sure: float = SURE) -> tuple[Faces, Faces]:
    """Those to learn, and those about which nothing is learnt: doubtful ones apart from all sure ones."""
    certain, rest = faces[faces[:, 14] >= sure], faces[(faces[:, 14] < sure) & (faces[:, 14] >= DOUBTFUL)]
    if len(certain) and len(rest):
        rest = rest[overlaps(rest[:, :4], certain[:, :4]).max(axis=1) < SAME]
    return certain, rest


def _seen(yunet: YuNetFinder, picture: NDArray[np.uint8], look: Look) -> Faces:
    height, width = picture.shape[:2]
    border = round(PADDING * max(height, width)) if look.padded else 0
    ratio = look.longest / (max(height, width) + 2 * border)
    way = cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR
    size = (max(16, round(width * ratio)), max(16, round(height * ratio)))
    scaled = np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)
    edge = round(border * ratio)
    if edge:
        scaled = np.asarray(cv2.copyMakeBorder(scaled, *(edge,) * 4, cv2.BORDER_CONSTANT), np.uint8)
    faces = yunet.every(scaled)
    faces[:, :2] -= edge
    faces[:, 4:14] -= edge
    faces[:, :14] *= np.tile([width / size[0], height / size[1]], 7)
    return faces
