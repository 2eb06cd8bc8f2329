"""Samples of several jobs put together: each job counts by its faces."""

import random
from math import sqrt

import pytest

from core.reviews.interval import share, stratified
from core.reviews.overall import by_version, overall
from core.reviews.sample import Settled


def faces(job: str, right: int, wrong: int, version: str = "m-1", unclear: int = 0) -> list[Settled]:
    said = ["male"] * right + ["female"] * wrong + ["unclear"] * unclear
    return [Settled("male", 0.9, word, version, job) for word in said]


def test_a_large_job_counts_for_more_than_a_small_one() -> None:
    sample = faces("large", 9, 1) + faces("small", 1, 1, unclear=3)
    found = overall(sample, {("large", "m-1"): 900, ("small", "m-1"): 100})
    assert found.accuracy is not None
    assert found.accuracy.value == pytest.approx(0.9 * 0.9 + 0.1 * 0.5)
    assert (found.jobs, found.faces, found.settled) == (2, 1000, 12)


def test_of_one_job_it_is_wilsons() -> None:
    one = overall(faces("only", 9, 1), {("only", "m-1"): 70, ("only", "m-2"): 30}).accuracy
    ours = share(9, 10)
    assert one is not None
    assert ours is not None
    assert (one.value, one.low, one.high) == pytest.approx((ours.value, ours.low, ours.high))


def test_two_like_jobs_are_told_better_than_one() -> None:
    part = share(90, 100)
    assert part is not None
    both = stratified([(part, 500), (part, 500)])
    assert both is not None
    assert both.value == 0.9
    assert both.value - both.low == pytest.approx((part.value - part.low) / sqrt(2))
    assert both.high - both.value == pytest.approx((part.high - part.value) / sqrt(2))


def test_without_a_sample_nothing_is_said() -> None:
    found = overall([], {("a", "m-1"): 10})
    assert (found.accuracy, found.jobs, found.faces, found.settled) == (None, 0, 0, 0)
    assert overall(faces("a", 0, 0, unclear=4), {("a", "m-1"): 10}).accuracy is None


def test_a_version_is_judged_by_its_own_faces() -> None:
    sample = faces("a", 8, 2, "m-1") + faces("a", 5, 0, "m-2") + faces("b", 1, 1, "m-1")
    sizes = {("a", "m-1"): 30, ("a", "m-2"): 70, ("b", "m-1"): 10}
    found = by_version(sample, sizes)
    values = {version: each.accuracy.value for version, each in found.items() if each.accuracy}
    assert values == pytest.approx({"m-1": (30 * 0.8 + 10 * 0.5) / 40, "m-2": 1.0})
    assert {version: each.faces for version, each in found.items()} == {"m-1": 40, "m-2": 70}


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Drawn a thousand times from three jobs whose shares are known, 95 of 100 intervals hold the whole's."""
    rng, jobs = random.Random(5), ((4000, 0.95, 60), (900, 0.7, 40), (300, 0.99, 30))
    truth = sum(size * p for size, p, _ in jobs) / sum(size for size, _, _ in jobs)
    held = 0
    for _ in range(1000):
        parts = [(share(sum(rng.random() < p for _ in range(n)), n), size) for size, p, n in jobs]
        found = stratified([(part, size) for part, size in parts if part])
        assert found is not None
        held += found.low <= truth <= found.high
    assert 930 <= held <= 990
