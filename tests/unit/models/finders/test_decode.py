"""From grids to faces."""

import numpy as np
import pytest

from models.finders.architecture import NUMBERS, STRIDES
from models.finders.decode import MOST, decoded
from models.finders.overlap import kept, overlaps

SHAPE = (64, 96)


def silent() -> list[np.ndarray]:
    grids = [np.zeros((SHAPE[0] // stride, SHAPE[1] // stride, NUMBERS), np.float32) for stride in STRIDES]
    for grid in grids:
        grid[..., 0] = -9
    return grids


def test_silence_is_nobody() -> None:
    assert decoded(silent(), 0.5).shape == (0, 15)


@pytest.mark.parametrize(("place", "stride"), list(enumerate(STRIDES)))
def test_a_cell_says_where_its_face_is(place: int, stride: int) -> None:
    grids = silent()
    cell = grids[place][1, 0]
    cell[:5] = (2, 0.25, -0.5, np.log(2), np.log(3))
    cell[5:7] = (-1, 0.5)
    (face,) = decoded(grids, 0.5)
    centre = np.array([(0 + 0.5 + 0.25) * stride, (1 + 0.5 - 0.5) * stride])
    assert face[:4] == pytest.approx([centre[0] - stride, centre[1] - 1.5 * stride, 2 * stride, 3 * stride])
    assert face[4:6] == pytest.approx([(0.5 - 1) * stride, (1.5 + 0.5) * stride])
    assert face[14] == pytest.approx(1 / (1 + np.exp(-2)))


@pytest.mark.parametrize(("threshold", "faces"), [(0.87, 1), (0.89, 0)])
def test_the_threshold_is_a_probability(threshold: float, faces: int) -> None:
    grids = silent()
    grids[0][3, 3, 0] = 2  # 0.881
    assert len(decoded(grids, threshold)) == faces


def test_of_cells_with_the_same_face_the_surest_stays() -> None:
    grids = silent()
    for column, sure in ((3, 1), (4, 3), (5, 2)):
        grids[0][4, column, 0] = sure
        grids[0][4, column, 1] = 4 - column
        grids[0][4, column, 3:5] = np.log(4)
    grids[1][0, 0, 0] = 0.5  # somebody else
    faces = decoded(grids, 0.5)
    assert faces[:, 14] == pytest.approx(1 / (1 + np.exp([-3, -0.5])))


def test_answers_everywhere_and_absurd_sizes_stay_cheap_and_finite() -> None:
    grids = [np.full((60, 80, NUMBERS), 500, np.float32) for _ in STRIDES]
    with np.errstate(over="ignore"):
        faces = decoded(grids, 0.5)
    assert 1 <= len(faces) <= MOST
    assert np.isfinite(faces).all()


def test_overlap_is_a_share_of_the_union() -> None:
    one = np.array([[0, 0, 10, 10]], np.float32)
    others = np.array([[0, 0, 10, 10], [5, 0, 10, 10], [20, 20, 1, 1], [2, 2, 5, 2]], np.float32)
    assert overlaps(one, others)[0] == pytest.approx([1, 1 / 3, 0, 0.1])


def test_boxes_that_touch_little_all_stay() -> None:
    boxes = np.array([[0, 0, 10, 10], [8, 0, 10, 10], [1, 0, 10, 10]], np.float32)
    assert kept(boxes, np.array([0.5, 0.9, 0.7], np.float32), 0.4) == [1, 2]
