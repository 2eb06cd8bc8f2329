"""From the network's grids to boxes, scores and landmarks."""

from collections.abc import Sequence
from functools import lru_cache

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
    cells = np.concatenate([grid.reshape(-1, NUMBERS) for grid in grids])
    chosen = np.flatnonzero(cells[:, 0] >= np.log(threshold / (1 - threshold)))
    if len(chosen) > MOST:
        chosen = chosen[np.argpartition(-cells[chosen, 0], MOST)[:MOST]]
    if not len(chosen):
        return np.empty((0, NUMBERS), np.float32)
    said, places = cells[chosen], _places(tuple((grid.shape[0], grid.shape[1]) for grid in grids))[chosen]
    middles, strides = places[:, :2], places[:, 2:]
    faces = np.empty_like(said)
    sizes = np.exp(np.clip(said[:, 3:5], -FARTHEST, FARTHEST)) * strides
    faces[:, :2] = middles + said[:, 1:3] * strides - sizes / 2
    faces[:, 2:4] = sizes
    faces[:, 4:14] = np.tile(middles, 5) + said[:, 5:] * strides
    faces[:, 14] = 1 / (1 + np.exp(-said[:, 0]))
    return faces[kept(faces[:, :4], faces[:, 14], OVERLAP)]


@lru_cache(maxsize=64)
def _places(shapes: tuple[tuple[int, int], ...]) -> NDArray[np.float32]:
    """Cells×3: the middle of each cell, x and y in pixels, and its stride."""
    parts = []
    for (rows, columns), stride in zip(shapes, STRIDES, strict=True):
        row, column = np.indices((rows, columns)).reshape(2, -1)
        parts.append(np.stack([column + 0.5, row + 0.5, np.ones(len(row))], axis=1) * stride)
    return np.concatenate(parts).astype(np.float32)
