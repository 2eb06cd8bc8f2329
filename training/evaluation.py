"""Everything that is known about a model on someone's pictures, as `evaluation.json` has it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from models.card import AgeMeasurement, Card, Coverage, Interval, MaskMeasurement, Measurement
from models.part import Part
from training.answers import Answers, the_headline
from training.bootstrap import bare, enough
from training.coverage import answered_at, coverage
from training.folder_sets import FolderSets
from training.further import measure_ages, measure_masks
from training.measure import honest, measurement
from training.metrics import Labels, confusion, expected_calibration_error
from training.mistakes import Mistake, described, printable, worst
from training.roc import area_with_interval
from training.slices import measure_slice, members, worst_first

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
LEAST = 20  # pictures in a slice that is told


class SetReport(Part):
    """One set. Bounds of intervals are null where it has too few pictures for them."""

    measurement: Measurement
    clusters: int
    enough_for_intervals: bool
    confusion: tuple[tuple[int, int], tuple[int, int]]
    auc: Interval
    expected_calibration_error: float
    thresholds: tuple[Coverage, ...]
    coverage: tuple[Coverage, ...]
    slices: tuple[Measurement, ...]


class Broken(Part):
    """A file that could not be read."""

    file: str
    reason: str


class Evaluation(Part):
    """One model on one folder: the first set counts and gave the mistakes; `threshold` is the model's own."""

    model: str
    engine: str
    created_at: datetime
    folder: str
    threshold: float
    temperature: float
    sets: tuple[SetReport, ...]
    age: tuple[AgeMeasurement, ...]
    mask: tuple[MaskMeasurement, ...]
    unreadable: tuple[Broken, ...]
    mistakes: tuple[Mistake, ...]

    @property
    def first(self) -> SetReport:
        """The set that counts."""
        return self.sets[0]


def evaluation(
    answered: Sequence[Answers], of: FolderSets, card: Card, engine: str, folder: Path
) -> Evaluation:
    """Scores of all sets of `folder`, as the artefact with `card` answered."""
    folder, temperature = folder.resolve(), card.calibration.temperature
    deciding = the_headline(answered)
    lost = {each.path: each.reason for answers in answered for each in answers.unreadable}
    return Evaluation(
        model=card.version,
        engine=engine,
        created_at=datetime.now(UTC).replace(microsecond=0),
        folder=printable(folder, folder.parent.parent),
        threshold=card.default_threshold,
        temperature=temperature,
        sets=tuple(
            _report(each, of, card, sliced=_sliced(each, deciding))
            for each in sorted(answered, key=lambda each: each is not deciding)
        ),
        age=tuple(measure_ages(answered, card.outputs, of.root, of.rows)),
        mask=tuple(measure_masks(answered, card.outputs)),
        unreadable=tuple(Broken(file=printable(path, folder), reason=lost[path]) for path in sorted(lost)),
        mistakes=tuple(described(deciding, worst(deciding, temperature), temperature, folder)),
    )


def _sliced(answers: Answers, deciding: Answers) -> bool:
    """Of many sets the one that counts and drawn masks, which tell of age and race; all in a plain folder."""
    name = answers.asked.name
    return name in (deciding.asked.name, "test") or answers.asked.masks == "as they are"


def _report(answers: Answers, of: FolderSets, card: Card, *, sliced: bool) -> SetReport:
    truth, clusters, name = answers.truth.labels, answers.truth.clusters, answers.asked.name
    p_male = answers.p_male(card.calibration.temperature)
    table = confusion(truth, answers.predicted).tolist()
    auc = area_with_interval(truth, p_male, clusters)
    sure = enough(truth, clusters)
    return SetReport(
        measurement=honest(measurement(answers), sure=sure),
        clusters=len(set(clusters)),
        enough_for_intervals=sure,
        confusion=(tuple(table[0]), tuple(table[1])),
        auc=auc if sure else bare(auc),
        expected_calibration_error=expected_calibration_error(truth, p_male),
        thresholds=tuple(
            answered_at(name, each, truth, p_male)
            for each in sorted({*THRESHOLDS, round(card.default_threshold, 4)})
        ),
        coverage=tuple(coverage(name, truth, p_male)),
        slices=tuple(_slices(answers, of)) if sliced else (),
    )


def _slices(answers: Answers, of: FolderSets) -> list[Measurement]:
    parts = members(answers, of.root, of.rows)
    return worst_first([_slice(answers, name, part) for name, part in parts.items() if len(part) >= LEAST])


def _slice(answers: Answers, name: str, part: Labels) -> Measurement:
    clusters = [answers.truth.clusters[index] for index in part.tolist()]
    sure = enough(answers.truth.labels[part], clusters)
    return honest(measure_slice(answers, name, part), sure=sure)
