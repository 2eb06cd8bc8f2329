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
from training.metrics import confusion, expected_calibration_error, reliability
from training.progress import track
from training.sets import NamedSet

BATCH = 64
# Confidences should be honest on what is served: masks, drawn and real. The rest is only looked at.
NOT_FITTED_ON = ("test", "test-without-masks", "real-masks-aligned")


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
    """Fits the temperature on one half of Validation and of the real masks, measures it on the other."""
    used = [answers for answers in answered if answers.asked.name not in NOT_FITTED_ON]
    halves = [fitting_half(answers.truth.clusters) for answers in used]
    temperature = fit_temperature(
        [
            (answers.logits[half], answers.truth.labels[half])
            for answers, half in zip(used, halves, strict=True)
        ]
    )
    return Calibration(
        temperature=temperature,
        method="temperature scaling (Guo et al., 2017), every set counting the same",
        fitted_on="one half, split by cluster, of: " + ", ".join(answers.asked.name for answers in used),
        expected_calibration_error=tuple(
            _calibration_error(answers, ~half, temperature)
            for answers, half in zip(used, halves, strict=True)
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


def _calibration_error(answers: Answers, half: NDArray[np.bool_], temperature: float) -> CalibrationError:
    truth = answers.truth.labels[half]
    before, after = (
        expected_calibration_error(truth, probabilities(answers.logits[half], value)[:, 1])
        for value in (1.0, temperature)
    )
    return CalibrationError(set=f"{answers.asked.name}, other half", n=len(truth), before=before, after=after)


def _p_male(answers: Answers, temperature: float) -> NDArray[np.float64]:
    return probabilities(answers.logits, temperature)[:, 1]
