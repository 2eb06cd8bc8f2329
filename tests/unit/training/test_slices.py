"""What an average hides: slices and coverage."""

from pathlib import Path

import numpy as np
import pytest

from training.arrays import Labelled
from training.coverage import SHARES, coverage
from training.folders import Sample
from training.measure import Answers
from training.sets import NamedSet
from training.slices import slices


def test_coverage_by_hand() -> None:
    truth = np.array([1, 1, 0, 0, 1, 1, 0, 0, 1, 1])
    p_male = np.array([0.99, 0.98, 0.03, 0.04, 0.95, 0.9, 0.2, 0.25, 0.3, 0.4])  # the last two are wrong
    points = coverage("some", truth, p_male)
    assert [point.answered for point in points] == pytest.approx([1, 1, 0.9, 0.8, 0.7, 0.6, 0.5])
    assert len(points) == len(SHARES)
    assert points[0].accuracy == 0.8
    assert points[0].threshold == pytest.approx(0.6)
    eighty = points[3]
    assert (eighty.accuracy, eighty.threshold) == (1.0, pytest.approx(0.75))


def answers(count: int = 300) -> Answers:
    """Every third face is old, dark and misjudged."""
    samples = [Sample(Path(f"/d/{n}.jpg"), n % 2, f"c{n}") for n in range(count)]
    levels = np.where(np.arange(count) % 3 == 0, 20, 120)
    inputs = np.tile(levels[:, None, None, None], (1, 96, 96, 3)).astype(np.uint8)
    inputs[..., 0] += 40  # not grey
    labels = np.arange(count) % 2
    judged = np.where(np.arange(count) % 3 == 0, 1 - labels, labels)
    return Answers(
        NamedSet("test", "faces", "drawn", samples),
        Labelled(inputs, labels, [sample.cluster for sample in samples]),
        np.eye(2, dtype=np.float32)[judged],
    )


def test_slices_come_worst_first_and_small_ones_not_at_all() -> None:
    rows = {
        f"{n}.jpg": {"age": "71" if n % 3 == 0 else "25", "race": "Other" if n < 50 else "White"}
        for n in range(300)
    }
    measured = slices(answers(), Path("/d"), rows)
    assert [part.set for part in measured] == [
        "test: age 70 and older",
        "test: dark",
        "test: race label White",
        "test: age 20 to 29",
    ]
    assert [part.n for part in measured] == [100, 100, 250, 200]
    assert measured[0].balanced_accuracy.value == 0
    assert measured[-1].balanced_accuracy.value == 1


def test_without_a_table_only_the_pictures_tell() -> None:
    assert [part.set for part in slices(answers(), Path("/d"), {})] == ["test: dark"]
