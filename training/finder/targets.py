"""What each cell of the network's grids shall say of a frame."""

import numpy as np
from numpy.typing import NDArray

from models.finders.architecture import STRIDES
from training.finder.frame import Frame

# Side of a face (root of its box's area) in pixels that each grid answers for; where two do, both learn it.
SIDES = ((0.0, 40.0), (28.0, 100.0), (70.0, np.inf))
RADIUS = 1.5  # cells about the middle of what is seen of a face that answer for it
INNER = 0.35  # of the box's side: no cell farther out does
LEAST_REACH = 0.9  # cells; a small face too has several that learn it, or large ones would be all that counts
# Of a cell: state, box (4), landmarks (10), whether the landmarks count; then its middle (2) and its stride.
NUMBERS = 19
FACE, NO_FACE, UNASKED = 1.0, 0.0, -1.0  # the first number

Targets = NDArray[np.float32]  # cells×19; left, top, width, height and landmarks in pixels of the frame


def targets_of(frame: Frame) -> Targets:
    """All cells of all grids, row by row, in the order of `STRIDES`."""
    return np.concatenate([_of_grid(frame, place) for place in range(len(STRIDES))])


def centres(shape: tuple[int, int], stride: int) -> NDArray[np.float32]:
    """Rows×columns×2: x and y of the cells' middles in pixels."""
    rows, columns = shape[0] // stride, shape[1] // stride
    grid = np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1)
    return np.asarray((grid + 0.5) * stride, np.float32)


def _of_grid(frame: Frame, place: int) -> Targets:
    stride, (least, most) = STRIDES[place], SIDES[place]
    shape = frame.pixels.shape[:2]
    middles = centres(shape, stride)
    cells = np.zeros((*middles.shape[:2], NUMBERS), np.float32)
    cells[..., 16:18], cells[..., 18] = middles, stride
    for face in frame.doubts:
        cells[_within(middles, face, 0.5, stride), 0] = UNASKED
    # The largest first: where two faces want a cell, the smaller one has fewer others.
    for face in sorted(frame.faces, key=lambda face: -float(face[2] * face[3])):
        side = float(np.sqrt(face[2] * face[3]))
        if not least <= side < most:
            # Its own grid finds it. Here it is not nothing either: a find of it is no mistake.
            near = _within(middles, face, 0.25, stride)
            cells[near & (cells[..., 0] == NO_FACE), 0] = UNASKED
            continue
        cells[_answering(middles, face, stride, shape), :16] = _numbers(face)
    return cells.reshape(-1, NUMBERS)


def _numbers(face: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([[FACE], face[:14], [1.0]]).astype(np.float32)


def _within(
    middles: NDArray[np.float32], face: NDArray[np.float32], share: float, stride: int
) -> NDArray[np.bool_]:
    """Cells no farther from the box's middle than `share` of its sides, or half a cell."""
    away = np.abs(middles - (face[:2] + face[2:4] / 2))
    return np.asarray((away <= np.maximum(share * face[2:4], stride / 2)).all(axis=-1))


def _answering(
    middles: NDArray[np.float32], face: NDArray[np.float32], stride: int, shape: tuple[int, ...]
) -> NDArray[np.bool_]:
    """Cells near the middle of what is seen of a face; at least the nearest one."""
    edge = np.array(shape[1::-1], np.float32)
    seen = (np.clip(face[:2], 0, edge), np.clip(face[:2] + face[2:4], 0, edge))
    middle, size = (seen[0] + seen[1]) / 2, seen[1] - seen[0]
    away = np.abs(middles - middle)
    reach = np.minimum(RADIUS * stride, np.maximum(INNER * size, LEAST_REACH * stride))
    return np.asarray((away <= reach).all(axis=-1))
