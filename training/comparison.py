"""Two artefacts on the same pictures, as `compare.json` has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from models.card import AgeMeasurement, Card, Coverage, Interval, MaskMeasurement, Measurement
from models.classifier import Classifier
from models.part import Part
from training.answers import Answers, headline
from training.bootstrap import bare, difference, enough
from training.coverage import answered_at
from training.further import measure_ages, measure_masks
from training.labels import Row
from training.mcnemar import Discordant, mcnemar
from training.measure import honest, measurement
from training.metrics import expected_calibration_error
from training.timing import seconds_a_face
from training.verdict import Verdict, verdict


@dataclass(frozen=True, slots=True)
class Rival:
    """One of the two as it serves, a name that tells it apart, and the size of the file that serves."""

    name: str
    classifier: Classifier
    kilobytes: float


class Score(Part):
    """One artefact on one set; `answered` is at its own threshold."""

    measurement: Measurement
    expected_calibration_error: float
    answered: Coverage


class SetComparison(Part):
    """One set: both scores, the difference of balanced accuracy (first minus second), McNemar's exact test.

    `only_first` and `only_second` are pictures that only one of them got right. Bounds of intervals are null
    where there are too few pictures.
    """

    first: Score
    second: Score
    difference: Interval
    enough_for_intervals: bool
    only_first: int
    only_second: int
    p: float


class Contender(Part):
    """What is known of one of the two besides its scores."""

    name: str
    milliseconds_a_face: float
    kilobytes: float
    threshold: float
    temperature: float
    age: tuple[AgeMeasurement, ...]
    mask: tuple[MaskMeasurement, ...]


class Comparison(Part):
    """Everything, the set that decides first, and what follows from it in a sentence."""

    created_at: datetime
    folder: str
    headline: str
    first: Contender
    second: Contender
    sets: tuple[SetComparison, ...]
    unreadable: int
    sentence: str


def comparison(
    rivals: tuple[Rival, Rival],
    answered: Sequence[tuple[Answers, Answers]],
    root: Path,
    rows: dict[str, Row],
    folder: str,
) -> Comparison:
    """From what both said to each set: pairs of answers on the same pictures, in the order of `rivals`."""
    counts = headline([first.asked.name for first, _ in answered])
    deciding = next(first for first, _ in answered if first.asked.name == counts)
    times = seconds_a_face([rival.classifier for rival in rivals], np.asarray(deciding.truth.inputs[:64]))
    contenders = [
        _contender(rival, said, seconds, root, rows)
        for rival, said, seconds in zip(rivals, zip(*answered, strict=True), times, strict=True)
    ]
    decides_first = sorted(answered, key=lambda pair: pair[0].asked.name != counts)
    sets = tuple(_compared(rivals, pair) for pair in decides_first)
    return Comparison(
        created_at=datetime.now(UTC).replace(microsecond=0),
        folder=folder,
        headline=counts,
        first=contenders[0],
        second=contenders[1],
        sets=sets,
        unreadable=len({each.path for first, _ in answered for each in first.unreadable}),
        sentence=_sentence(contenders[0], contenders[1], sets),
    )


def _contender(
    rival: Rival, said: Sequence[Answers], seconds: float, root: Path, rows: dict[str, Row]
) -> Contender:
    card = rival.classifier.card
    return Contender(
        name=rival.name,
        milliseconds_a_face=1000 * seconds,
        kilobytes=rival.kilobytes,
        threshold=card.default_threshold,
        temperature=card.calibration.temperature,
        age=tuple(measure_ages(said, card.outputs, root, rows)),
        mask=tuple(measure_masks(said, card.outputs)),
    )


def _compared(rivals: tuple[Rival, Rival], pair: tuple[Answers, Answers]) -> SetComparison:
    truth = pair[0].truth
    first, second = (answers.predicted for answers in pair)
    split, sure = mcnemar(truth.labels, first, second), enough(truth.labels, truth.clusters)
    apart = difference(truth.labels, first, second, truth.clusters)
    return SetComparison(
        first=_score(rivals[0].classifier.card, pair[0], sure=sure),
        second=_score(rivals[1].classifier.card, pair[1], sure=sure),
        difference=apart if sure else bare(apart),
        enough_for_intervals=sure,
        only_first=split.only_first,
        only_second=split.only_second,
        p=split.p,
    )


def _score(card: Card, answers: Answers, *, sure: bool) -> Score:
    truth, p_male = answers.truth.labels, answers.p_male(card.calibration.temperature)
    return Score(
        measurement=honest(measurement(answers), sure=sure),
        expected_calibration_error=expected_calibration_error(truth, p_male),
        answered=answered_at(answers.asked.name, card.default_threshold, truth, p_male),
    )


def _sentence(first: Contender, second: Contender, sets: Sequence[SetComparison]) -> str:
    """Which to publish and why, or that they cannot be told apart; the first of the sets decides."""
    judged, *others = (_judged(first.name, second.name, each) for each in sets)
    clause, speed = judged.sentence.rstrip("."), _speed(first, second)
    if judged.better is None:
        return f"{clause}; {speed}."
    worse = [
        each.first.measurement.set
        for each, other in zip(sets[1:], others, strict=True)
        if other.better not in (None, judged.better)
    ]
    but = f", though worse on {', '.join(worse)}" if worse else ""
    return f"Publish {judged.better}: {clause[0].lower()}{clause[1:]}{but}; {speed}."


def _judged(first: str, second: str, known: SetComparison) -> Verdict:
    of = known.first.measurement
    split = Discordant(known.only_first, known.only_second, known.p)
    on, apart, sure = f"{of.set} ({of.n} pictures)", known.difference, known.enough_for_intervals
    return verdict(first, second, on, apart, split, enough=sure)


def _speed(first: Contender, second: Contender) -> str:
    quick, slow = sorted((first, second), key=lambda each: each.milliseconds_a_face)
    return (
        f"{quick.name} takes {quick.milliseconds_a_face:.2f} ms a face, "
        f"{slow.name} {slow.milliseconds_a_face:.2f} ms"
    )
