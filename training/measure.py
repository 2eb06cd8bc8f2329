"""Scores of what an engine said, and the temperature that calibrates it."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from models.card import Calibration, CalibrationError, Card, Interval, Measurement
from models.probability import probabilities
from training.answers import Answers
from training.bootstrap import bare, enough, intervals
from training.calibration import fit_temperature, fitting_half
from training.metrics import expected_calibration_error
from training.wilson import wilson

# A temperature cannot mend a wrong framing: real masks count framed as they are served, where possible.
FITTED_ON = (
    ("validation", "real-masks-framed"),
    ("validation", "real-masks"),
    ("validation",),
)


def measurement(answers: Answers) -> Measurement:
    """Scores of one set with bootstrap intervals by cluster."""
    asked, truth = answers.asked, answers.truth
    scored = intervals(truth.labels, answers.predicted, truth.clusters)
    return Measurement(
        set=asked.name, description=asked.description, masks=asked.masks, n=len(truth.labels), **scored
    )


def honest(measured: Measurement, *, sure: bool) -> Measurement:
    """As it is where there are enough pictures for its intervals, else without bounds."""
    if sure:
        return measured
    shares = {name: bare(value) for name, value in measured if isinstance(value, Interval)}
    return measured.model_copy(update=shares)


def careful(answers: Answers) -> Measurement:
    """As `measurement`, but where a bootstrap has too few clusters to draw from by Wilson's formula.

    Of each recall, with clusters for trials; balanced accuracy has the mean of its recalls' bounds.
    """
    measured, truth = measurement(answers), answers.truth
    if enough(truth.labels, truth.clusters):
        return measured
    female, male = (
        _few(value, np.asarray(truth.clusters)[truth.labels == label])
        for label, value in enumerate((measured.recall_female.value, measured.recall_male.value))
    )
    bounds = {"low": (female.low + male.low) / 2, "high": (female.high + male.high) / 2}
    return measured.model_copy(
        update={
            "accuracy": _few(measured.accuracy.value, np.asarray(truth.clusters)),
            "balanced_accuracy": measured.balanced_accuracy.model_copy(update=bounds),
            "recall_female": female,
            "recall_male": male,
        }
    )


def _few(share: float, clusters: NDArray[np.str_]) -> Interval:
    n = len(np.unique(clusters))
    return wilson(share * n, n)


def calibrate(
    answered: Sequence[Answers], wanted: Sequence[str] = (), begun: Card | None = None
) -> Calibration:
    """Fits the temperature on the sets named `wanted`, where they are all there, or else by `FITTED_ON`.

    Where these are too few to fit anything, the temperature stays that of the model it was `begun` from.

    How well that works is told by halves, split by cluster: each measured with the temperature that the
    other gives. Sets that it was not fitted on are measured whole.
    """
    by_name = {answers.asked.name: answers for answers in answered}
    choices = (tuple(wanted), *FITTED_ON) if wanted else FITTED_ON
    names = next(names for names in choices if by_name.keys() >= set(names))
    fitted = [by_name[name] for name in names]
    if begun is not None and not all(enough(each.truth.labels, each.truth.clusters) for each in fitted):
        return _kept(begun, answered)
    temperature = fit_temperature([(each.gender, each.truth.labels) for each in fitted])
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


def _kept(begun: Card, answered: Sequence[Answers]) -> Calibration:
    temperature = begun.calibration.temperature
    return Calibration(
        temperature=temperature,
        method="not fitted",
        fitted_on=f"nothing of this model: there are too few held-out faces, so the temperature is that of "
        f"{begun.version}, which it began with",
        expected_calibration_error=tuple(
            _calibration_error(each, _all_of(each), temperature, "") for each in answered
        ),
    )


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
