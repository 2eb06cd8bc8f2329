"""Which mask a picture gets: decided by the seed and its name alone, in any order and in any process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import cv2
import numpy as np
from numpy.typing import NDArray

from training.alignment import aligning_matrix
from training.faces import FaceFinder
from training.masks.draw import MaskPainter
from training.masks.placement import FACE_SIZE
from training.masks.wear import WearPainter

AROUND = 100  # pixels of an aligned face's scale: so far beyond it reach hats, hoods and scarves


@dataclass(frozen=True, slots=True)
class Painting:
    """A painter and the seed of one run."""

    painter: MaskPainter | WearPainter
    seed: int

    @property
    def key(self) -> str:
        """Named after the seed, the cut-outs and the wear; the code that draws is part of every key."""
        masks = f"painted {self.seed} {[cutout.name for cutout in self.painter.cutouts]}"
        return f"{masks} {self.painter.wear}" if isinstance(self.painter, WearPainter) else masks

    def __call__(self, picture: NDArray[np.uint8], path: Path) -> NDArray[np.uint8]:
        """`picture` (an aligned face, H×W×3 RGB uint8) with what belongs to `path`'s file name."""
        return self.painter.draw(picture, self._rng(path))

    @property
    def margin(self) -> int:
        """Pixels around an aligned face on which this can draw, too."""
        return AROUND if isinstance(self.painter, WearPainter) else 0

    def around(self, picture: NDArray[np.uint8], path: Path) -> NDArray[np.uint8]:
        """As a call; `picture` has `margin` pixels more on each side of the 200×200."""
        if isinstance(self.painter, WearPainter):
            return self.painter.draw(picture, self._rng(path), self.margin)
        return self.painter.draw(picture, self._rng(path))

    def _rng(self, path: Path) -> np.random.Generator:
        return np.random.default_rng([self.seed, crc32(path.name.encode())])


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
        return painted_at(
            picture, matrix, lambda face: self.painting.around(face, path), self.painting.margin
        )


def painted_at(
    picture: NDArray[np.uint8],
    matrix: cv2.typing.MatLike,
    draw: Callable[[NDArray[np.uint8]], NDArray[np.uint8]],
    margin: int,
) -> NDArray[np.uint8]:
    """`picture` (H×W×3 RGB uint8) with what `draw` changes of the face that `matrix` aligns.

    `draw` gets the aligned face with `margin` pixels more on each side of its 200×200.
    """
    matrix = matrix + np.array([[0, 0, 1.0], [0, 0, 1.0]]) * margin
    face = _framed(picture, matrix, FACE_SIZE + 2 * margin)
    painted = draw(face)
    changed = (painted != face).any(axis=2).astype(np.float32)
    height, width = picture.shape[:2]
    back = (width, height)
    inverse = cv2.invertAffineTransform(matrix)
    cover = cv2.warpAffine(changed, inverse, back)[..., None]
    worn = cv2.warpAffine(painted, inverse, back)
    return np.asarray(picture * (1 - cover) + worn * cover, dtype=np.uint8)


def _framed(picture: NDArray[np.uint8], matrix: cv2.typing.MatLike, side: int) -> NDArray[np.uint8]:
    """The aligned face and what is around it; the picture's mean colour where that ends."""
    beyond = [float(value) for value in picture.mean(axis=(0, 1))]
    framed = cv2.warpAffine(picture, matrix, (side, side), borderValue=beyond)
    return framed.astype(np.uint8, copy=False)
