"""`browline evaluate finder`: everything that is measured about a finder, as JSON, a figure and a table."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.classifier import Classifier
from models.finders.card import Effect, FalseFinds, Recall, Speed, save_finder_card
from models.finders.network import NetworkFinder
from models.finders.yunet import THRESHOLD, YuNetFinder
from models.part import Part
from training.figures import Curve, precision_recall_curves
from training.finder.effect import effect
from training.finder.failures import save_failures
from training.finder.library import teacher_network
from training.finder.matching import average_precision, curve
from training.finder.measured import MeasuredSet, Measuring
from training.finder.scoring import Searcher, false_finds, recalls, score
from training.finder.speed import speeds
from training.progress import say

RESULTS, FIGURE = "finder.json", "precision-recall.png"
LEAST = 0.05  # score from which curves begin


class Precision(Part):
    """Areas under the precision-recall curves of one set."""

    set: str
    finder: float
    yunet: float


class FinderResults(Part):
    """Everything that one run measured."""

    finder: str
    engine: str
    threshold: float
    yunet: str
    recall: tuple[Recall, ...]
    precision: tuple[Precision, ...]
    false_finds: tuple[FalseFinds, ...]
    speed: tuple[Speed, ...]
    effect: tuple[Effect, ...]


@dataclass(slots=True)
class _Gathered:
    """What grows while the sets are gone through."""

    recall: list[Recall] = field(default_factory=list)
    precision: list[Precision] = field(default_factory=list)
    false_finds: list[FalseFinds] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)


def report_on_finder(
    finder: NetworkFinder, classifier: Classifier, measuring: Measuring, out: Path, sheets: Path
) -> FinderResults:
    """Writes `finder.json` and `precision-recall.png` into `out`, sheets of failures into `sheets`.

    The figure shows no face; the sheets do. Raises `DataError` for a folder without what measures.
    """
    out.mkdir(parents=True, exist_ok=True)
    yunet = YuNetFinder(teacher_network(measuring.data).file, THRESHOLD)
    gathered, frame = _Gathered(), None
    for each in measuring.all():
        frame = _camera_like(each) if frame is None else frame
        _measure(finder, measuring, each, gathered, sheets)
        say(f"{each.name}: measured on {len(each.pictures)} pictures")
    told = effect(classifier, finder, YuNetFinder(yunet.file, 0.5), measuring.data)
    results = FinderResults(
        finder=finder.version,
        engine=finder.engine_name,
        threshold=finder.card.threshold,
        yunet=yunet.version,
        recall=tuple(gathered.recall),
        precision=tuple(gathered.precision),
        false_finds=tuple(gathered.false_finds),
        speed=tuple(speeds(finder, yunet, frame)) if frame is not None else (),
        effect=(told,) if told else (),
    )
    (out / RESULTS).write_text(results.model_dump_json(indent=2) + "\n", encoding="utf-8")
    precision_recall_curves(gathered.curves, out / FIGURE)
    return results


def _camera_like(measured: MeasuredSet) -> NDArray[np.uint8] | None:
    """The picture whose one face is nearest to a third of its height, as before a webcam."""
    alone = [each for each in measured.pictures if len(each.faces) == 1]
    far = [abs(float(each.faces[0, 3]) / each.pixels.shape[0] - 1 / 3) for each in alone]
    return alone[int(np.argmin(far))].pixels if alone else None


def into_card(results: FinderResults, finder: NetworkFinder, folder: Path) -> None:
    """Writes what was measured into the card of the artefact in `folder`."""
    measured = {name: getattr(results, name) for name in ("recall", "false_finds", "speed", "effect")}
    save_finder_card(finder.card.model_copy(update=measured), folder)


def _measure(
    finder: NetworkFinder, measuring: Measuring, measured: MeasuredSet, gathered: _Gathered, sheets: Path
) -> None:
    loose = YuNetFinder(teacher_network(measuring.data).file, LEAST)
    own = score(
        Searcher("finder", lambda picture: finder.every(picture, LEAST), finder.card.threshold), measured
    )
    other = score(Searcher("yunet", loose.scaled, THRESHOLD), measured)
    save_failures(measured, own, sheets)
    if measured.empty:
        gathered.false_finds.append(false_finds(measured, own, other))
        return
    gathered.recall += recalls(measured, own, other)
    for name, scored in (("finder", own), ("YuNet", other)):
        gathered.curves.append((f"{name}, {measured.name}", curve(scored.pictures)))
    points = [average_precision(curve(scored.pictures)) for scored in (own, other)]
    gathered.precision.append(
        Precision(set=measured.name, finder=round(points[0], 4), yunet=round(points[1], 4))
    )
