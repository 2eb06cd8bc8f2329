"""What an engine says about named sets of pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.engines.protocol import Engine
from models.outputs import GENDER
from models.probability import probabilities
from training.arrays import Labelled, Unreadable, load_readable
from training.calibration import Logits
from training.errors import DataError
from training.metrics import Labels
from training.progress import track
from training.reading import NamedSet

BATCH = 64
# The sets that decide, the first that is there: real masks, framed about the face where a detector can.
REAL = ("real-masks-framed", "real-masks")
HEADLINES = (*REAL, "test", "validation")
# What figures show where there are many sets; the others are variations of these.
SHOWN = (*REAL, "test", "test-without-masks", "validation")


@dataclass(frozen=True, slots=True)
class Answers:
    """What an engine said about one set, before calibration; N pictures, N×K logits, gender first.

    `asked` has those samples alone that could be read.
    """

    asked: NamedSet
    truth: Labelled
    logits: Logits
    unreadable: Sequence[Unreadable] = ()

    @property
    def gender(self) -> Logits:
        """N×2 logits: female, male."""
        return self.logits[:, : len(GENDER)]

    @property
    def predicted(self) -> Labels:
        """N class indices; a tie goes to the first class, as in serving."""
        return np.asarray(np.argmax(self.gender, axis=1), dtype=np.int64)

    def p_male(self, temperature: float) -> NDArray[np.float64]:
        """N calibrated probabilities of the second class."""
        return probabilities(self.gender, temperature)[:, 1]

    def part(self, chosen: NDArray[np.bool_]) -> tuple[Logits, Labels]:
        """Logits of the genders and class indices of the pictures that the mask of N chooses."""
        return self.gender[chosen], self.truth.labels[chosen]


def ask(engine: Engine, sets: Sequence[NamedSet], cache: Path) -> list[Answers]:
    """Logits of every picture of every set.

    A picture that cannot be read is left out and kept in mind. Raises `DataError` where a set has none else.
    """
    return [_ask_one(engine, asked, cache) for asked in sets]


def headline(names: Sequence[str]) -> str:
    """The name of the set that decides."""
    known = (name for wanted in HEADLINES for name in names if name.lower() == wanted)
    return next(known, names[0])


def the_headline(answered: Sequence[Answers]) -> Answers:
    """The answers on the set that decides."""
    name = headline([each.asked.name for each in answered])
    return next(each for each in answered if each.asked.name == name)


def shown(answered: Sequence[Answers]) -> list[Answers]:
    """The sets that figures show, the one that decides first."""
    by_name = {each.asked.name: each for each in answered}
    return [by_name[name] for name in SHOWN if name in by_name] or list(answered[: len(SHOWN)])


def _ask_one(engine: Engine, asked: NamedSet, cache: Path) -> Answers:
    read = load_readable(asked.samples, cache, asked.prepare, title=f"Reading {asked.name}")
    if not read.samples:
        raise DataError(f"none of the {len(asked.samples)} pictures of {asked.name} can be read")
    inputs = read.pictures.inputs
    batches = [
        engine.logits(inputs[start : start + BATCH])
        for start in track(range(0, len(inputs), BATCH), f"Asking {asked.name}")
    ]
    return Answers(
        replace(asked, samples=read.samples), read.pictures, np.concatenate(batches), read.unreadable
    )
