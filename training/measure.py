"""Measures an engine on named sets, and calibrates it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.card import Calibration, CalibrationError, Measurement
from models.engines.protocol import Engine
from models.probability import probabilities
from training.arrays import Labelled, load_labelled
from training.bootstrap import intervals
from training.calibration import Logits, fit_temperature, fitting_half
from training.figures import confusion_matrices, reliability_diagram
from training.metrics import Labels, confusion, expected_calibration_error, reliability
from training.progress import track
from training.sets import NamedSet

BATCH = 64
# A temperature cannot mend a wrong framing: real masks count framed like the training faces, where possible.
FITTED_ON = (("validation", "real-masks-aligned"), ("validation", "real-masks"), ("validation",))


@dataclass(frozen=True, slots=True)
class Answers:
    """What an engine said about one set, before calibration."""

    asked: NamedSet
    truth: Labelled
    logits: Logits

    @property
    def predicted(self) -> NDArray[np.int64]:
        """N class indices; a tie goes to the first class, as in serving."""
        return np.asarray(np.argmax(self.logits, axis=1), dtype=np.int64)

    def part(self, chosen: NDArray[np.bool_]) -> tuple[Logits, Labels]:
        """Logits and class indices of the pictures that the mask of N chooses."""
        return self.logits[chosen], self.truth.labels[chosen]


def ask(engine: Engine, sets: Sequence[NamedSet], cache: Path) -> list[Answers]:
    """Logits of every picture of every set."""
    return [_ask_one(engine, asked, cache) for asked in sets]


def measurement(answers: Answers) -> Measurement:
    """Scores of one set with bootstrap intervals by cluster."""
    asked, truth = answers.asked, answers.truth
    scored = intervals(truth.labels, answers.predicted, truth.clusters)
    return Measurement(
        set=asked.name, description=asked.description, masks=asked.masks, n=len(truth.labels), **scored
    )


def calibrate(answered: Sequence[Answers]) -> Calibration:
    """Fits the temperature on one half of Validation and of the real masks, measures it on the other.

    Sets that it was not fitted on are measured whole.
    """
    by_name = {answers.asked.name: answers for answers in answered}
    names = next(names for names in FITTED_ON if by_name.keys() >= set(names))
    halves = {name: fitting_half(by_name[name].truth.clusters) for name in names}
    temperature = fit_temperature([by_name[name].part(half) for name, half in halves.items()])
    return Calibration(
        temperature=temperature,
        method="temperature scaling (Guo et al., 2017), every set counting the same",
        fitted_on="one half, split by cluster, of: " + ", ".join(names),
        expected_calibration_error=tuple(
            _calibration_error(answers, halves.get(name), temperature) for name, answers in by_name.items()
        ),
    )


def draw_figures(answered: Sequence[Answers], temperature: float, folder: Path) -> None:
    """`confusion.png` and `reliability.png` of all sets."""
    titled = [(f"{answers.asked.name} (n={len(answers.logits)})", answers) for answers in answered]
    tables = [(title, confusion(answers.truth.labels, answers.predicted)) for title, answers in titled]
    confusion_matrices(tables, folder / "confusion.png")
    curves = [
        (title, reliability(answers.truth.labels, _p_male(answers, temperature))) for title, answers in titled
    ]
    reliability_diagram(curves, folder / "reliability.png")


def _ask_one(engine: Engine, asked: NamedSet, cache: Path) -> Answers:
    truth = load_labelled(asked.samples, cache, asked.prepare, title=f"Reading {asked.name}")
    starts = range(0, len(truth.inputs), BATCH)
    batches = [
        engine.logits(truth.inputs[start : start + BATCH]) for start in track(starts, f"Asking {asked.name}")
    ]
    return Answers(asked, truth, np.concatenate(batches))


def _calibration_error(
    answers: Answers, fitted: NDArray[np.bool_] | None, temperature: float
) -> CalibrationError:
    everything = np.ones(len(answers.logits), np.bool_)
    logits, truth = answers.part(everything if fitted is None else ~fitted)
    before, after = (
        expected_calibration_error(truth, probabilities(logits, value)[:, 1]) for value in (1.0, temperature)
    )
    which = "" if fitted is None else ", other half"
    return CalibrationError(set=f"{answers.asked.name}{which}", n=len(truth), before=before, after=after)


def _p_male(answers: Answers, temperature: float) -> NDArray[np.float64]:
    return probabilities(answers.logits, temperature)[:, 1]
