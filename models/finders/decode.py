"""From the network's grids to boxes, scores and landmarks."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.finders.architecture import NUMBERS, STRIDES
from models.finders.overlap import kept

Cells = NDArray[np.float32]  # rows×columns×15
Faces = NDArray[np.float32]  # N×15: left, top, width, height, five landmarks as x, y, and the score
OVERLAP = 0.4  # of two boxes that overlap more, one is the same face
MOST = 400  # cells that are looked at, the surest; a picture of noise could answer everywhere
FARTHEST = 8.0  # a box is at most e^8 cells wide, whatever weights gone wrong say


def decoded(grids: Sequence[Cells], threshold: float) -> Faces:
    """N×15 float32 in pixels of the input, the surest first, scores of at least `threshold` (0 to 1).

    One grid of rows×columns×15 for each of `STRIDES`: the score's logit; the centre's distance from the
    cell's middle, in cells; the logarithms of width and height in cells; the landmarks' distances likewise.
    """
    logit = np.log(threshold / (1 - threshold))
    faces = np.concatenate(
        [_of_grid(grid, stride, logit) for grid, stride in zip(grids, STRIDES, strict=True)]
    )
    if len(faces) > MOST:
        faces = faces[np.argpartition(-faces[:, 14], MOST)[:MOST]]
    faces = faces[kept(faces[:, :4], faces[:, 14], OVERLAP)] if len(faces) else faces
    faces[:, 14] = 1 / (1 + np.exp(-faces[:, 14]))
    return faces


def _of_grid(grid: Cells, stride: int, logit: float) -> Faces:
    """Faces whose score, still a logit, reaches `logit`."""
    rows, columns = np.nonzero(grid[..., 0] >= logit)
    cells = grid[rows, columns]
    faces = np.empty((len(cells), NUMBERS), np.float32)
    middle = np.stack([columns, rows], axis=1).astype(np.float32) + np.float32(0.5)
    sizes = np.exp(np.clip(cells[:, 3:5], -FARTHEST, FARTHEST))
    faces[:, :2] = middle + cells[:, 1:3] - sizes / 2
    faces[:, 2:4] = sizes
    faces[:, 4:14] = cells[:, 5:] + np.tile(middle, 5)
    faces[:, :14] *= stride
    faces[:, 14] = cells[:, 0]
    return faces
