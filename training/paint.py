"""Which mask a picture gets: decided by the seed and its name alone, in any order and in any process."""

from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

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
