"""Measures an engine on named sets, and calibrates it."""

from collections.abc import Iterator, Sequence
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

    def p_male(self, temperature: float) -> NDArray[np.float64]:
        """N calibrated probabilities of the second class."""
        return probabilities(self.logits, temperature)[:, 1]

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


def calibrate(answered: Sequence[Answers], wanted: Sequence[str] = ()) -> Calibration:
    """Fits the temperature on the sets named `wanted`, where they are all there, or else by `FITTED_ON`.

    How well that works is told by halves, split by cluster: each measured with the temperature that the
    other gives. Sets that it was not fitted on are measured whole.
    """
    by_name = {answers.asked.name: answers for answers in answered}
    choices = (tuple(wanted), *FITTED_ON) if wanted else FITTED_ON
    names = next(names for names in choices if by_name.keys() >= set(names))
    fitted = [by_name[name] for name in names]
    temperature = fit_temperature([(each.logits, each.truth.labels) for each in fitted])
    others = [answers for name, answers in by_name.items() if name not in names]
    return Calibration(
        temperature=temperature,
        method="temperature scaling (Guo et al., 2017), every set counting the same",
        fitted_on=f"{', '.join(names)}; their errors are of halves, split by cluster, each measured with the "
        "temperature that the other gives",
        expected_calibration_error=(
            *_both_ways(fitted),
            *(_calibration_error(each, _all_of(each), temperature, "") for each in others),
        ),
    )


def draw_figures(answered: Sequence[Answers], temperature: float, folder: Path) -> None:
    """`confusion.png` and `reliability.png` of all sets."""
    titled = [(f"{answers.asked.name} (n={len(answers.logits)})", answers) for answers in answered]
    tables = [(title, confusion(answers.truth.labels, answers.predicted)) for title, answers in titled]
    confusion_matrices(tables, folder / "confusion.png")
    curves = [
        (title, reliability(answers.truth.labels, answers.p_male(temperature))) for title, answers in titled
    ]
    reliability_diagram(curves, folder / "reliability.png")


def _ask_one(engine: Engine, asked: NamedSet, cache: Path) -> Answers:
    truth = load_labelled(asked.samples, cache, asked.prepare, title=f"Reading {asked.name}")
    starts = range(0, len(truth.inputs), BATCH)
    batches = [
        engine.logits(truth.inputs[start : start + BATCH]) for start in track(starts, f"Asking {asked.name}")
    ]
    return Answers(asked, truth, np.concatenate(batches))


def _both_ways(fitted: Sequence[Answers]) -> Iterator[CalibrationError]:
    halves = [fitting_half(each.truth.clusters) for each in fitted]
    for words, of_measured in ((", first half", True), (", second half", False)):
        pairs = [(each, half == of_measured) for each, half in zip(fitted, halves, strict=True)]
        if all(0 < measured.sum() < len(measured) for _, measured in pairs):  # a handful may share a half
            temperature = fit_temperature([each.part(~measured) for each, measured in pairs])
            yield from (_calibration_error(each, measured, temperature, words) for each, measured in pairs)


def _all_of(answers: Answers) -> NDArray[np.bool_]:
    return np.ones(len(answers.logits), np.bool_)


def _calibration_error(
    answers: Answers, measured: NDArray[np.bool_], temperature: float, words: str
) -> CalibrationError:
    logits, truth = answers.part(measured)
    before, after = (
        expected_calibration_error(truth, probabilities(logits, value)[:, 1]) for value in (1.0, temperature)
    )
    return CalibrationError(set=f"{answers.asked.name}{words}", n=len(truth), before=before, after=after)
