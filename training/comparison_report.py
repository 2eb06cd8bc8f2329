"""Asks two artefacts about the same pictures, and tells the difference in files."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from models.card import CARD_NAME
from models.errors import NoUsableArtefact
from models.registry import artefacts_dir, load
from training.answers import ask
from training.comparison import Comparison, Rival, comparison
from training.figures import ForestRow, forest_plot
from training.folder_sets import folder_sets
from training.mistakes import printable
from training.pages import data_uri, render
from training.progress import say

JSON, PAGE, FIGURE = "compare.json", "compare.html", "differences.png"


def rival(named: str, artefacts: Path | None = None) -> Rival:
    """An artefact by its version in `artefacts` (those that come with Browline), or by its folder.

    Raises `NoUsableArtefact` where there is none that LiteRT serves: the others are not what is to be timed.
    """
    directory = artefacts or artefacts_dir()
    if not (directory / named / CARD_NAME).is_file() and (Path(named) / CARD_NAME).is_file():
        directory, named = Path(named).resolve().parent, Path(named).resolve().name
    classifier = load(named, directory)
    if classifier.engine != "litert":
        raise NoUsableArtefact([classifier.engine_reason])
    serves = next(digest for name, digest in classifier.card.files.items() if name.endswith(".tflite"))
    return Rival(classifier.version, classifier, serves.bytes / 1000)


def compare(
    first: Rival, second: Rival, data: Path, out: Path, *, cache: Path | None = None, limit: int | None = None
) -> Comparison:
    """Asks both about every picture of the sets of `data`, writes `compare.json` and `compare.html` to `out`.

    `cache` and `limit` as for `report_on`. Raises `DataError` as it does.
    """
    if first.name == second.name:
        first, second = replace(first, name=f"{first.name} (A)"), replace(second, name=f"{second.name} (B)")
    of, data = folder_sets(data, limit), data.resolve()
    say(f"{sum(len(each.samples) for each in of.sets)} pictures in sets: {len(of.sets)}.")
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        kept = cache or Path(stack.enter_context(TemporaryDirectory(prefix=".arrays-", dir=out)))
        pairs = [
            (ask(first.classifier, [each], kept)[0], ask(second.classifier, [each], kept)[0])
            for each in of.sets
        ]
        told = comparison((first, second), pairs, of.root, of.rows, printable(data, data.parent.parent))
    _write(told, out)
    return told


def _write(told: Comparison, out: Path) -> None:
    rows = [
        ForestRow.of(each.first.measurement.set, each.first.measurement.n, each.difference)
        for each in told.sets
    ]
    forest_plot(rows, f"{told.first.name} minus {told.second.name}", out / FIGURE, zero=True)
    (out / JSON).write_text(told.model_dump_json(indent=2) + "\n", encoding="utf-8")
    page = render("compare.html", told=told, differences=data_uri(out / FIGURE))
    (out / PAGE).write_text(page, encoding="utf-8")
