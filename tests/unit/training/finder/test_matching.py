"""Which known faces count as found, and which finds as false."""

import numpy as np
import pytest

from training.finder.matching import average_precision, curve, matched
from training.finder.measured import MeasuredSet
from training.finder.pool import Pictured
from training.finder.scoring import Searcher, false_finds, recalls, score
from training.wilson import wilson

NOTHING = np.empty((0, 15), np.float32)
GREY = np.zeros((60, 80, 3), np.uint8)


def faces(*boxes: tuple[float, ...]) -> np.ndarray:
    """Rows of left, top, width, height and score."""
    rows = np.zeros((len(boxes), 15), np.float32)
    for row, box in zip(rows, boxes, strict=True):
        row[:4], row[14] = box[:4], box[4] if len(box) > 4 else 1
    return rows


def test_half_of_the_union_is_a_find() -> None:
    known = Pictured(GREY, faces((0, 0, 10, 10), (40, 0, 20, 20)), NOTHING)
    result = matched(known, faces((0, 0, 10, 12, 0.8), (40, 0, 20, 8, 0.9)))
    assert result.faces == pytest.approx([0.8, 0])
    assert result.largest == 1
    assert dict(zip(result.scores.tolist(), result.right.tolist(), strict=True)) == pytest.approx(
        {np.float32(0.9): False, np.float32(0.8): True}
    )


def test_a_second_find_of_a_face_is_false() -> None:
    known = Pictured(GREY, faces((0, 0, 10, 10)), NOTHING)
    result = matched(known, faces((0, 0, 10, 10, 0.6), (1, 0, 10, 10, 0.9)))
    assert result.faces == pytest.approx([0.9])
    assert result.right.tolist() == [True, False]


def test_finds_on_doubtful_faces_count_neither_way() -> None:
    known = Pictured(GREY, faces((0, 0, 10, 10)), faces((40, 20, 10, 10)))
    result = matched(known, faces((42, 21, 10, 10, 0.9), (20, 40, 10, 10, 0.8)))
    assert result.scores == pytest.approx([0.8])
    assert not result.right.any()


def test_nobody_is_there_and_nobody_is_found() -> None:
    result = matched(Pictured(GREY, NOTHING, NOTHING), NOTHING)
    assert result.largest is None
    assert len(result.scores) == len(result.faces) == 0


def test_the_curve_of_a_perfect_finder_has_area_1_and_of_none_0() -> None:
    known = Pictured(GREY, faces((0, 0, 10, 10), (40, 0, 20, 20)), NOTHING)
    perfect = [matched(known, faces((0, 0, 10, 10, 0.9), (40, 0, 20, 20, 0.8)))]
    assert average_precision(curve(perfect)) == pytest.approx(1)
    assert average_precision(curve([matched(known, NOTHING)])) == 0
    half = [matched(known, faces((0, 0, 10, 10, 0.9), (60, 40, 5, 5, 0.8)))]
    assert average_precision(curve(half)) == pytest.approx(0.5)
    assert curve(half)[:, 1].tolist() == [1, 0.5]


def test_a_set_is_scored_at_the_working_threshold() -> None:
    pictures = [Pictured(GREY, faces((0, 0, 10, 10)), NOTHING), Pictured(GREY, NOTHING, NOTHING)]
    measured = MeasuredSet("two", "one face, and none", pictures, ["a", "b"])
    sure = score(Searcher("sure", lambda picture: faces((0, 0, 10, 10, 0.7)), 0.5), measured)
    shy = score(Searcher("shy", lambda picture: faces((0, 0, 10, 10, 0.7)), 0.8), measured)
    assert (sure.largest.tolist(), sure.finds, sure.missed(), sure.fooled()) == ([True], 1, [], [1])
    assert (shy.largest.tolist(), shy.finds, shy.missed(), shy.fooled()) == ([False], 0, [0], [])
    (told,) = recalls(measured, sure, shy)
    assert (told.of, told.n, told.finder.value, told.yunet.value) == ("largest face", 1, 1, 0)
    assert (told.agreed_n, told.agreed) == (0, None)
    assert false_finds(measured, sure, shy).finder.value == 50


def test_of_what_another_finds_the_share_is_told() -> None:
    known = [Pictured(GREY, faces((0, 0, 10, 10), (40, 0, 20, 20)), NOTHING)] * 2
    measured = MeasuredSet("twice", "two faces each", known, ["a", "b"])
    small = Searcher("small", lambda picture: faces((0, 0, 10, 10, 0.9)), 0.5)
    both = Searcher("both", lambda picture: faces((0, 0, 10, 10, 0.9), (40, 0, 20, 20, 0.9)), 0.5)
    largest, every = recalls(measured, score(small, measured), score(both, measured))
    assert (largest.agreed_n, every.agreed_n) == (2, 4)
    assert largest.agreed is not None
    assert every.agreed is not None
    assert (largest.agreed.value, every.agreed.value) == (0, 0.5)


def test_wilson_knows_doubt_where_all_are_right() -> None:
    sure = wilson(100, 100)
    assert sure.value == 1
    assert sure.low == pytest.approx(0.963, abs=1e-3)
    half = wilson(50, 100)
    assert (half.low, half.high) == pytest.approx((0.4038, 0.5962), abs=1e-3)
    assert np.isnan(wilson(0, 0).value)
    assert wilson(1, 100, 100).value == 1
