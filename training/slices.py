"""Scores of parts of a set: who or what a good average may hide."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models.card import Measurement
from training.answers import Answers
from training.bootstrap import intervals
from training.labels import Row, row_of
from training.metrics import Labels
from training.traits import traits

LEAST = 100  # pictures; fewer say little


def slices(answers: Answers, data: Path, rows: dict[str, Row]) -> list[Measurement]:
    """Every slice of one set with at least 100 pictures of both classes, worst balanced accuracy first.

    `rows` are those of the table of labels in `data`.
    """
    parts = members(answers, data, rows).items()
    return worst_first([measure_slice(answers, name, part) for name, part in parts if len(part) >= LEAST])


def members(answers: Answers, data: Path, rows: dict[str, Row]) -> dict[str, Labels]:
    """Indices of the pictures in every slice; what all pictures have in common is no slice."""
    found = defaultdict(list)
    for index, sample in enumerate(answers.asked.samples):
        for name in (*_told(row_of(sample, data, rows)), *traits(answers.truth.inputs[index])):
            found[name].append(index)
    everything = len(answers.logits)
    return {name: np.array(indices) for name, indices in found.items() if len(indices) < everything}


def measure_slice(answers: Answers, name: str, indices: Labels) -> Measurement:
    """Scores of the pictures with these indices."""
    truth, asked = answers.truth, answers.asked
    clusters = [truth.clusters[index] for index in indices.tolist()]
    scored = intervals(truth.labels[indices], answers.predicted[indices], clusters)
    named, described = f"{asked.name}: {name}", asked.description
    return Measurement(set=named, description=described, masks=asked.masks, n=len(indices), **scored)


def worst_first(measured: list[Measurement]) -> list[Measurement]:
    """By balanced accuracy; without those that lack a class."""
    known = (part for part in measured if not np.isnan(part.balanced_accuracy.value))
    return sorted(known, key=lambda part: part.balanced_accuracy.value)


def _told(row: Row) -> Iterator[str]:
    """What the table of labels says of a picture."""
    if age := row.get("age"):
        yield f"age {_age_group(int(age)) if age.isdecimal() else age}"
    if race := row.get("race"):
        yield f"race label {race}"
    if mask := row.get("mask_type"):
        yield f"mask {mask}"
    if source := row.get("source"):
        yield f"source {source}"
    if second := row.get("second_label"):
        yield f"label {'confirmed' if second == row.get('gender') else 'disputed'} by a second look"


def _age_group(years: int) -> str:
    if years < 20:
        return "13 to 19" if years >= 13 else "under 13"
    return "70 and older" if years >= 70 else f"{years // 10 * 10} to {years // 10 * 10 + 9}"
