"""Answers to pictures that need not exist."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.answers import Answers
from training.arrays import Labelled
from training.folders import CLASS_FOLDERS, Sample
from training.reading import NamedSet


def answers(
    name: str,
    truth: Sequence[int] | NDArray[np.int64],
    logits: NDArray[np.floating],
    *,
    clusters: Sequence[str] | None = None,
    masks: str = "real",
    inputs: NDArray[np.uint8] | None = None,
    root: Path = Path("/d"),
) -> Answers:
    """Of a set `name` with the files `root/{Female,Male}/0.jpg`, `1.jpg`, …, each its own cluster."""
    labels = np.asarray(truth, np.int64)
    known = clusters or [f"{name} {index}" for index in range(len(labels))]
    samples = [
        Sample(root / CLASS_FOLDERS[label] / f"{index}.jpg", int(label), known[index])
        for index, label in enumerate(labels)
    ]
    pictures = np.zeros((len(labels), 96, 96, 3), np.uint8) if inputs is None else inputs
    labelled = Labelled(pictures, labels, list(known))
    return Answers(NamedSet(name, name, masks, samples), labelled, logits.astype(np.float32))


def certain(predicted: Sequence[int] | NDArray[np.int64], margin: float = 4.0) -> NDArray[np.float64]:
    """N×2 logits that say these classes."""
    return margin * np.eye(2)[np.asarray(predicted)]


def from_p_male(p_male: NDArray[np.float64]) -> NDArray[np.float64]:
    """N×2 logits whose softmax gives these probabilities of the second class."""
    return np.column_stack([np.zeros(len(p_male)), np.log(p_male / (1 - p_male))])
