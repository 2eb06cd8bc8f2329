"""What a settled sample says of the model, by numbers that are known."""

from dataclasses import replace
from math import sqrt

import pytest

from core.reviews.interval import Z, needed, share
from core.reviews.sample import Settled
from core.reviews.trust import USUAL, WITHIN, coverage, trust
from training.wilson import wilson


def faces(count: int, label: str, confidence: float, said: str) -> list[Settled]:
    return [Settled(label, confidence, said)] * count


def test_nothing_is_known_of_an_empty_sample() -> None:
    found = trust([], 5000)
    assert (found.settled, found.accuracy, found.reliability) == (0, None, [])
    assert coverage([], [0.5]) == []
    assert found.still_needed == needed(USUAL, WITHIN)


def test_accuracy_counts_what_people_could_tell() -> None:
    sample = [
        *faces(90, "female", 0.97, "female"),
        *faces(10, "female", 0.72, "male"),
        *faces(3, "male", 0.6, "unclear"),
        *faces(1, "male", 0.6, "not_a_face"),
    ]
    found = trust(sample, 5000)
    assert found.settled == 104
    assert found.accuracy is not None
    assert (found.accuracy.hits, found.accuracy.n, found.accuracy.value) == (90, 100, 0.9)
    assert found.still_needed == needed(0.9, WITHIN) - 100
    assert found.confusion["female"] == {"female": 90, "male": 10, "unclear": 0, "not_a_face": 0}
    assert found.confusion["male"] == {"female": 0, "male": 0, "unclear": 3, "not_a_face": 1}


def test_bins_hold_what_their_bounds_say() -> None:
    found = trust(
        [*faces(1, "male", 0.5, "male"), *faces(1, "male", 0.55, "female"), *faces(2, "male", 1.0, "male")],
        5000,
    )
    assert [(round(each.low, 2), each.right.n, each.right.value) for each in found.reliability] == [
        (0.5, 1, 1.0),
        (0.55, 1, 0.0),
        (0.95, 2, 1.0),
    ]
    assert [each.confidence for each in found.reliability] == [0.5, 0.55, 1.0]


def test_a_higher_threshold_answers_less() -> None:
    sample = [*faces(6, "male", 0.65, "female"), *faces(4, "male", 0.98, "male")]
    by_threshold = {row.threshold: row for row in coverage(sample, [0.5, 0.97, 0.98, 0.99])}
    assert (by_threshold[0.5].answered.value, by_threshold[0.97].answered.value) == (1.0, 0.4)
    assert by_threshold[0.98] == replace(by_threshold[0.97], threshold=0.98)
    right = by_threshold[0.5].right, by_threshold[0.97].right
    assert [each.value if each else None for each in right] == [0.4, 1.0]
    assert by_threshold[0.99].right is None


def test_a_face_of_a_sample_is_looked_at_once_however_many_thresholds_there_are() -> None:
    class Watched:
        label = said = "male"
        doubted = False
        reads = 0

        @property
        def confidence(self) -> float:
            self.reads += 1
            return 0.8

    face = Watched()
    assert len(coverage([face], [step / 100 for step in range(50, 100)])) == 50  # type: ignore[list-item]
    assert face.reads == 1


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (5, 10), (90, 100), (7, 7)])
def test_at_the_ends_of_the_interval_the_count_is_just_believable(hits: int, n: int) -> None:
    found = share(hits, n)
    assert found is not None
    for end in (found.low, found.high):  # what Wilson's interval is defined by
        assert abs(found.value - end) == pytest.approx(Z * sqrt(end * (1 - end) / n), abs=1e-9)
    assert 0 <= found.low <= found.value <= found.high <= 1


@pytest.mark.parametrize(
    ("hits", "n"),
    [(0, 1), (0, 188), (0, 189), (1, 1), (188, 188), (189, 189), (99, 100), (909, 1010), (918, 1020)],
)
def test_enough_is_settled_when_the_interval_is_as_narrow_as_is_said(hits: int, n: int) -> None:
    """0.9 of 1,014.3 has 0.88 as an end, and none of 188.2 has 0.02."""
    found = trust([*faces(hits, "male", 0.9, "male"), *faces(n - hits, "male", 0.9, "female")], 5000)
    assert found.accuracy is not None
    off = max(found.accuracy.value - found.accuracy.low, found.accuracy.high - found.accuracy.value)
    assert (found.still_needed == 0) == (off <= WITHIN)
    assert (found.still_needed == 0) == (n in {189, 1020})


def test_no_more_faces_are_asked_for_than_there_are() -> None:
    assert trust(faces(19, "male", 0.9, "male"), 41).still_needed == 22
    assert trust(faces(41, "male", 0.9, "male"), 41).still_needed == 0


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (5, 10), (90, 100), (7, 7)])
def test_the_interval_is_that_of_training(hits: int, n: int) -> None:
    """Neither room may import the other."""
    ours, theirs = share(hits, n), wilson(hits, n)
    assert ours is not None
    assert (ours.value, ours.low, ours.high) == pytest.approx((theirs.value, theirs.low, theirs.high))
