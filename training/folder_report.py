"""Measures an artefact on someone's labelled folder, along the way that serving takes, and writes reports."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from models.card import Measurement
from models.classifier import Classifier
from training.answers import Answers, ask, the_headline
from training.drawing import DRAWN, draw_figures
from training.evaluation import Evaluation, evaluation
from training.figures import ForestRow, forest_plot
from training.folder_sets import folder_sets
from training.mistakes import draw_sheet, worst
from training.pages import data_uri, jpeg_uri, render
from training.progress import say

JSON, PAGE, SHEET, SLICES = "evaluation.json", "evaluation.html", "mistakes.png", "slices.png"


def report_on(
    folder: Path, classifier: Classifier, out: Path, *, cache: Path | None = None, limit: int | None = None
) -> Evaluation:
    """Classifies every picture of every set as one face, and writes `evaluation.json`, `evaluation.html` and
    figures into `out`.

    Prepared pictures are kept in `cache`, or nowhere. `limit` takes that many pictures a set of a research
    folder. Raises `DataError` when the folder is not labelled or none of a set's pictures can be read.
    """
    of = folder_sets(folder, limit)
    say(f"{sum(len(each.samples) for each in of.sets)} pictures in sets: {len(of.sets)}.")
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        kept = cache or Path(stack.enter_context(TemporaryDirectory(prefix=".arrays-", dir=out)))
        answered = ask(classifier, of.sets, kept)
        told = evaluation(answered, of, classifier.card, classifier.engine, folder)
        _write(told, answered, out)
    return told


def _write(told: Evaluation, answered: Sequence[Answers], out: Path) -> None:
    draw_figures(answered, told.temperature, out)
    figures = list(DRAWN)
    (out / SLICES).unlink(missing_ok=True)  # of an earlier report
    if rows := _forest(told):
        forest_plot(rows, "balanced accuracy", out / SLICES)
        figures.append(SLICES)
    deciding = the_headline(answered)
    squares = deciding.truth.inputs[worst(deciding, told.temperature)]
    draw_sheet(told.mistakes, squares, out / SHEET)
    (out / JSON).write_text(told.model_dump_json(indent=2) + "\n", encoding="utf-8")
    page = render(
        "evaluation.html",
        told=told,
        figures={name.removesuffix(".png"): data_uri(out / name) for name in figures},
        mistakes=list(zip(told.mistakes, map(jpeg_uri, squares), strict=True)),
    )
    (out / PAGE).write_text(page, encoding="utf-8")


def _forest(told: Evaluation) -> list[ForestRow]:
    """Every set that has slices, and below it these."""
    rows = []
    for each in told.sets:
        if each.slices:
            rows.append(_row(each.measurement, each.measurement.set))
            rows += [_row(part, part.set.removeprefix(f"{each.measurement.set}: ")) for part in each.slices]
    return rows


def _row(measured: Measurement, name: str) -> ForestRow:
    return ForestRow.of(name, measured.n, measured.balanced_accuracy)
