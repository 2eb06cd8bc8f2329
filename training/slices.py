"""Scores of parts of a set: who or what a good average may hide."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.card import Measurement
from training.bootstrap import intervals
from training.labels import Row, row_of
from training.measure import Answers

LEAST = 100  # pictures; fewer say little
DARK = 60  # mean level of all pixels, of 255
GREY = 6  # mean distance between the largest and the smallest channel


def slices(answers: Answers, data: Path, rows: dict[str, Row]) -> list[Measurement]:
    """Every slice of one set with at least 100 pictures of both classes, worst balanced accuracy first."""
    members = defaultdict(list)
    for index, sample in enumerate(answers.asked.samples):
        for name in _names(row_of(sample, data, rows), answers.truth.inputs[index]):
            members[name].append(index)
    measured = [_one(answers, name, np.array(indices)) for name, indices in members.items()]
    return sorted(
        (part for part in measured if part.n >= LEAST and not np.isnan(part.balanced_accuracy.value)),
        key=lambda part: part.balanced_accuracy.value,
    )


def _names(row: Row, picture: NDArray[np.uint8]) -> Iterator[str]:
    if row.get("age"):
        yield f"age {_age_group(int(row['age']))}"
    if row.get("race"):
        yield f"race label {row['race']}"
    if row.get("set") == "masked":
        yield f"source {row['source']}"
        if row.get("mask_type"):
            yield f"mask {row['mask_type']}"
    if picture.mean() < DARK:
        yield "dark"
    if np.ptp(picture.astype(np.int16), axis=2).mean() < GREY:
        yield "grey"


def _age_group(years: int) -> str:
    if years < 20:
        return "13 to 19"
    return "70 and older" if years >= 70 else f"{years // 10 * 10} to {years // 10 * 10 + 9}"


def _one(answers: Answers, name: str, indices: NDArray[np.int64]) -> Measurement:
    truth, asked = answers.truth, answers.asked
    scored = intervals(
        truth.labels[indices], answers.predicted[indices], [truth.clusters[index] for index in indices]
    )
    return Measurement(
        set=f"{asked.name}: {name}",
        description=asked.description,
        masks=asked.masks,
        n=len(indices),
        **scored,
    )
