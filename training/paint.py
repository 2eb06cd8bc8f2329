"""Which mask a picture gets: decided by the seed and its name alone, in any order and in any process."""

from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import cv2
import numpy as np
from numpy.typing import NDArray

from training.alignment import aligned, aligning_matrix
from training.faces import FaceFinder
from training.masks.draw import MaskPainter


@dataclass(frozen=True, slots=True)
class Painting:
    """A painter and the seed of one run."""

    painter: MaskPainter
    seed: int

    @property
    def key(self) -> str:
        """Named after the seed and the cut-outs; the code that draws is part of every key."""
        return f"painted {self.seed} {[cutout.name for cutout in self.painter.cutouts]}"

    def __call__(self, picture: NDArray[np.uint8], path: Path) -> NDArray[np.uint8]:
        """`picture` (an aligned face, H×W×3 RGB uint8) with the mask that belongs to `path`'s file name."""
        return self.painter.draw(picture, np.random.default_rng([self.seed, crc32(path.name.encode())]))


@dataclass(frozen=True, slots=True)
class PaintingInPlace:
    """Draws on a face anywhere in a picture: aligned, painted, and what changed put back where it was."""

    painting: Painting
    finder: FaceFinder

    @property
    def key(self) -> str:
        """Named after the painting and the detector."""
        return f"{self.painting.key} in place by {self.finder.key}"

    def __call__(self, picture: NDArray[np.uint8], path: Path) -> NDArray[np.uint8]:
        """`picture` (H×W×3 RGB uint8) with a mask; as it is where no face is found."""
        matrix = aligning_matrix(picture, self.finder)
        if matrix is None:
            return picture
        face = aligned(picture, matrix)
        painted = self.painting(face, path)
        changed = (painted != face).any(axis=2).astype(np.float32)
        height, width = picture.shape[:2]
        back = (width, height)
        inverse = cv2.invertAffineTransform(matrix)
        cover = cv2.warpAffine(changed, inverse, back)[..., None]
        worn = cv2.warpAffine(painted, inverse, back)
        return np.asarray(picture * (1 - cover) + worn * cover, dtype=np.uint8)
