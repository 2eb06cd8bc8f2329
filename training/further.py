"""Age and mask, where a network says them and the data knows the truth."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.card import AgeMeasurement, Card, MaskMeasurement
from models.choice import told
from models.outputs import Output, columns
from models.probability import probabilities
from training.answers import Answers
from training.bootstrap import intervals, mean
from training.calibration import Logits, fit_temperature
from training.labels import Row, row_of
from training.metrics import Labels
from training.objective import outputs_of
from training.targets import BOUNDS

AGES_FITTED_ON = "validation"
# All of a set wear a mask or none do, so worn ones are told from the bare ones of another set: of the same
# faces first, since other photographs differ by more than the mask. The first pair fits the temperature.
PAIRS = (
    ("validation", "validation-without-masks"),
    ("test", "test-without-masks"),
    ("real-masks-framed", "validation-without-masks"),
)
WORN = {"drawn": True, "real": True, "none": False}


def calibrated_outputs(
    answered: Sequence[Answers], data: Path, rows: dict[str, Row], begun: Card | None = None
) -> tuple[Output, ...]:
    """The outputs of what was answered, with the temperatures of age and mask.

    Where nothing can tell, those of the model it was `begun` from, which has taught these outputs; else 1.
    """
    before = {output.name: output for output in begun.outputs} if begun else {}
    by_name = {each.asked.name: each for each in answered}
    outputs = []
    for output, own in columns(outputs_of(answered[0].logits.shape[1])):
        told: Sequence[tuple[Logits, Labels]] = ()
        if output.name == "age_group" and AGES_FITTED_ON in by_name:
            told = [_with_groups(by_name[AGES_FITTED_ON], own, data, rows)]
        if output.name == "mask":
            told = [(logits[:, own], worn) for logits, worn, _ in map(_together, _pairs(by_name)[:1])]
        fitted = [(logits, labels) for logits, labels in told if len(labels)]
        outputs.append(
            output.model_copy(update={"temperature": fit_temperature(fitted)})
            if fitted
            else before.get(output.name, output)
        )
    return tuple(outputs)


def measure_ages(
    answered: Sequence[Answers], outputs: Sequence[Output], data: Path, rows: dict[str, Row]
) -> list[AgeMeasurement]:
    """Of each set whose labels know ages in years; nothing where the network says none."""
    own = {output.name: (output, columns_) for output, columns_ in columns(outputs)}
    if "age_group" not in own:
        return []
    known = [(each, _years(each, data, rows)) for each in answered]
    return [_ages(each, *own["age_group"], years) for each, years in known if not np.isnan(years).all()]


def measure_masks(answered: Sequence[Answers], outputs: Sequence[Output]) -> list[MaskMeasurement]:
    """Of each of `PAIRS` that is there; nothing where the network does not say."""
    own = {output.name: columns_ for output, columns_ in columns(outputs)}
    if "mask" not in own:
        return []
    pairs = _pairs({each.asked.name: each for each in answered})
    return [_masks(pair, own["mask"]) for pair in pairs]


def _ages(answers: Answers, output: Output, own: slice, years: NDArray[np.float64]) -> AgeMeasurement:
    known = np.flatnonzero(~np.isnan(years))
    logits, truth = answers.logits[known][:, own], years[known]
    shares = probabilities(logits, output.temperature)
    expected = shares @ np.array(output.years)
    clusters = [answers.truth.clusters[index] for index in known.tolist()]
    beside = np.abs(told(output, shares) - _groups(truth)) <= 1
    return AgeMeasurement(
        set=answers.asked.name,
        n=len(known),
        within_one_group=mean(beside.astype(np.float64), clusters),
        mean_absolute_error_years=mean(np.abs(expected - truth), clusters),
    )


def _masks(pair: tuple[Answers, Answers], own: slice) -> MaskMeasurement:
    logits, worn, clusters = _together(pair)
    said = logits[:, own].argmax(axis=1).astype(np.int64)
    return MaskMeasurement(
        set=" and ".join(each.asked.name for each in pair),
        n=len(worn),
        balanced_accuracy=intervals(worn, said, clusters)["balanced_accuracy"],
    )


def _pairs(by_name: dict[str, Answers]) -> list[tuple[Answers, Answers]]:
    return [(by_name[worn], by_name[bare]) for worn, bare in PAIRS if worn in by_name and bare in by_name]


def _together(pair: tuple[Answers, Answers]) -> tuple[Logits, Labels, list[str]]:
    """Logits, whether a mask is worn, and clusters of two sets as one.

    A face that is in both, with and without a mask, stays one cluster.
    """
    worn = [np.full(len(each.logits), WORN[each.asked.masks], np.int64) for each in pair]
    clusters = [cluster for each in pair for cluster in each.truth.clusters]
    return np.concatenate([each.logits for each in pair]), np.concatenate(worn), clusters


def _with_groups(answers: Answers, own: slice, data: Path, rows: dict[str, Row]) -> tuple[Logits, Labels]:
    years = _years(answers, data, rows)
    known = ~np.isnan(years)
    return answers.logits[known][:, own], _groups(years[known])


def _groups(years: NDArray[np.float64]) -> Labels:
    """Indices of the age groups."""
    return np.digitize(years, BOUNDS[1:-1]).astype(np.int64)


def _years(answers: Answers, data: Path, rows: dict[str, Row]) -> NDArray[np.float64]:
    """N ages by the table of labels, NaN where it knows none or has a word."""
    written = [row_of(sample, data, rows).get("age", "") for sample in answers.asked.samples]
    return np.array([float(age) if age.isdecimal() else np.nan for age in written])
