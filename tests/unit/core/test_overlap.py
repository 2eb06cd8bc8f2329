"""Boxes that cover each other by half are the same face."""

import pytest

from core.reviews.overlap import matched, overlap

HERE, THERE = (0, 0, 10, 10), (100, 100, 10, 10)


@pytest.mark.parametrize(
    ("box", "share"),
    [(HERE, 1.0), (THERE, 0.0), ((10, 0, 10, 10), 0.0), ((0, 0, 10, 5), 0.5), ((5, 0, 10, 10), 1 / 3)],
)
def test_the_share_of_the_union(box: tuple[int, int, int, int], share: float) -> None:
    assert overlap(HERE, box) == overlap(box, HERE) == pytest.approx(share)


def test_each_is_matched_once_and_the_best_first() -> None:
    near, nearer = (0, 0, 10, 7), (0, 0, 10, 9)
    assert matched([near, nearer], [HERE]) == [None, 0]
    assert matched([HERE], [near, nearer]) == [1]
    assert matched([THERE, HERE], [HERE, THERE]) == [1, 0]
    assert matched([(5, 0, 10, 10)], [HERE]) == [None]
    assert matched([], [HERE]) == []
