"""What the cells of the grids shall say of a frame, and that decoding understands it."""

import numpy as np
import pytest

from models.finders.architecture import STRIDES
from models.finders.decode import decoded
from training.finder.frame import Frame
from training.finder.targets import FACE, NO_FACE, UNASKED, targets_of

SHAPE = (192, 256)
NOTHING = np.empty((0, 15), np.float32)


def face(left: float, top: float, width: float, height: float) -> np.ndarray:
    points = [left + 0.3 * width, top + 0.4 * height] * 5
    return np.array([[left, top, width, height, *points, 1]], np.float32)


def frame(faces: np.ndarray, doubts: np.ndarray = NOTHING) -> Frame:
    return Frame(np.zeros((*SHAPE, 3), np.uint8), faces, doubts)


def states(targets: np.ndarray) -> list[np.ndarray]:
    """The first number of each grid's cells."""
    sizes = [(SHAPE[0] // stride, SHAPE[1] // stride) for stride in STRIDES]
    ends = np.cumsum([rows * columns for rows, columns in sizes])[:-1]
    return [part[:, 0].reshape(size) for part, size in zip(np.split(targets, ends), sizes, strict=True)]


def test_nobody_is_nobody_everywhere() -> None:
    assert (targets_of(frame(NOTHING))[:, 0] == NO_FACE).all()


@pytest.mark.parametrize(
    ("side", "grids"), [(10, {0}), (33, {0, 1}), (60, {1}), (85, {1, 2}), (150, {2}), (400, {2})]
)
def test_the_size_decides_which_grids_answer(side: float, grids: set[int]) -> None:
    answering = states(targets_of(frame(face(128 - side / 2, 96 - side / 2, side, side))))
    assert {place for place, grid in enumerate(answering) if (grid == FACE).any()} == grids


def test_what_the_targets_say_decodes_to_the_face() -> None:
    known = face(40.3, 60.7, 33, 35)
    targets, grids, start = targets_of(frame(known)), [], 0
    for stride in STRIDES:
        rows, columns = SHAPE[0] // stride, SHAPE[1] // stride
        part = targets[start : start + rows * columns]
        start += rows * columns
        cells = np.zeros((rows * columns, 15), np.float32)
        cells[:, 0] = np.where(part[:, 0] == FACE, 5, -5)
        with np.errstate(divide="ignore"):
            cells[:, 1:3] = (part[:, 1:3] + part[:, 3:5] / 2 - part[:, 16:18]) / stride
            cells[:, 3:5] = np.log(np.maximum(part[:, 3:5], 1e-3) / stride)
        cells[:, 5:] = (part[:, 5:15] - np.tile(part[:, 16:18], 5)) / stride
        grids.append(cells.reshape(rows, columns, 15))
    (again,) = decoded(grids, 0.5)
    assert again[:14] == pytest.approx(known[0, :14], abs=1e-3)


def test_a_face_that_leaves_the_frame_is_answered_for_where_it_is_seen() -> None:
    fine = states(targets_of(frame(face(-20, 80, 36, 36))))[0]
    rows, columns = np.nonzero(fine == FACE)
    assert len(rows)
    assert columns.max() <= 1
    assert 10 <= rows.min() <= rows.max() <= 13


def test_nobody_is_asked_where_it_is_in_doubt() -> None:
    fine, _, _ = states(targets_of(frame(NOTHING, face(100, 100, 32, 32))))
    assert fine[14, 14] == UNASKED
    assert fine[2, 2] == NO_FACE


def test_a_sure_face_outweighs_a_doubt_and_a_small_face_a_large_one() -> None:
    both = np.concatenate([face(100, 60, 39, 39), face(112, 72, 14, 14)])
    targets = targets_of(frame(both, face(100, 60, 39, 39)))
    fine = states(targets)[0]
    assert fine[9, 14] == FACE
    sizes = targets[: fine.size, 3].reshape(fine.shape)
    assert sizes[9, 14] == 14
