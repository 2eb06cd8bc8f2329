"""Labels that a judge disputes which never saw the picture: candidates for a second look.

As in confident learning (Northcutt et al., 2021), but that the judge learnt from none of the pictures instead
of from a part of them.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.folders import CLASS_FOLDERS
from training.lessons import LESSONS, Library
from training.opinions import DISPUTED, Opinions, face_names

LABELLED = ("real masks", "bare faces", "bare portraits")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A picture, its label, and the probability that the judge gives to this label."""

    path: Path
    lesson: str
    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class Doubts:
    """Disputed labels, the least believed first, and how many labels were looked at."""

    disputed: Sequence[Doubt]
    asked: int


def doubts(library: Library, opinions: Opinions, lessons: Sequence[str] = LABELLED) -> Doubts:
    """The disputed labels among the pictures that were asked about."""
    judged = [doubt for name in lessons for doubt in _judged(library, name, opinions)]
    disputed = [doubt for doubt in judged if doubt.probability < DISPUTED]
    return Doubts(sorted(disputed, key=lambda doubt: doubt.probability), len(judged))


def save_doubts(found: Sequence[Doubt], root: Path, file: Path) -> None:
    """CSV: file relative to `root`, kind of picture, label, probability that the label is right."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(["file", "kind", "label", "probability"])
        for doubt in found:
            name = doubt.path.relative_to(root).as_posix()
            lines.writerow([name, doubt.lesson, doubt.label, f"{doubt.probability:.4f}"])


def _judged(library: Library, name: str, opinions: Opinions) -> list[Doubt]:
    samples = LESSONS[name](library).samples
    names = face_names([sample.path for sample in samples], np.arange(len(samples)))
    return [
        Doubt(sample.path, name, CLASS_FOLDERS[sample.label], float(opinions.by_face[face][sample.label]))
        for sample, face in zip(samples, names, strict=True)
        if face in opinions.by_face
    ]
