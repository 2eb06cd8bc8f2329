"""`browline evaluate`: how good a model is on somebody's own labelled pictures."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.evaluate_finder import finder
from cli.measuring import ARTEFACTS, CACHE, LIMIT
from cli.train import UnusableRequest

if TYPE_CHECKING:
    from training.evaluation import Evaluation


class FolderOrFinder(click.Group):
    """`evaluate finder …` measures the face finder; anything else is a folder and its options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts in the word `folder` where `finder` is not said."""
        return super().parse_args(ctx, args if args[:1] == ["finder"] else ["folder", *args])


@click.group(cls=FolderOrFinder)
def evaluate() -> None:
    """Measure a model on a folder, or the face finder."""


evaluate.add_command(finder)


@evaluate.command(epilog="The face finder is measured by: browline evaluate finder --data DATA.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--model", "version", help="Version to measure  [default: the one that serves]")
@ARTEFACTS
@click.option(
    "--out",
    default=Path(".training/evaluation"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where evaluation.html, evaluation.json and the figures are written.",
)
@CACHE
@LIMIT
def folder(
    folder: Path,
    version: str | None,
    artefacts: Path | None,
    out: Path,
    cache: Path | None,
    limit: int | None,
) -> None:
    """Measure a model on DIR, a folder with subfolders Female and Male.

    They may also lie one level deeper, as in DIR/Validation/Female, or as in the research data of
    docs/model.md, where all its named sets are measured. Every picture is taken as one face and goes the way
    it goes in serving. Open evaluation.html afterwards; it shows faces.
    """
    from models.errors import EngineFailure, NoUsableArtefact  # noqa: PLC0415
    from models.registry import load  # noqa: PLC0415
    from training.errors import DataError  # noqa: PLC0415
    from training.folder_report import PAGE, report_on  # noqa: PLC0415

    try:
        told = report_on(folder, load(version, artefacts), out, cache=cache, limit=limit)
    except DataError as wrong:
        raise UnusableRequest(str(wrong)) from wrong
    except (NoUsableArtefact, EngineFailure) as failed:
        raise click.ClickException(str(failed)) from failed
    click.echo(_summary(told))
    click.echo(f"Written: {out / PAGE}")
    for each in told.unreadable:
        click.echo(f"Could not be read: {each.file}: {each.reason}", err=True)


def _summary(told: "Evaluation") -> str:
    from training.pages import interval, share  # noqa: PLC0415

    first = told.first
    rows = {
        "balanced accuracy": interval(first.measurement.balanced_accuracy),
        "accuracy": interval(first.measurement.accuracy),
        "right, labelled female": interval(first.measurement.recall_female),
        "right, labelled male": interval(first.measurement.recall_male),
        "area under the ROC": interval(first.auc),
        "calibration error": share(first.expected_calibration_error),
    }
    lines = [
        f"{told.model} ({told.engine}) on {first.measurement.set}, {first.measurement.n} pictures; "
        "95 % intervals in brackets",
        *(f"  {name:<24}{words}" for name, words in rows.items()),
        *(
            f"  {f'at threshold {each.threshold:.2f}':<24}{share(each.answered)} answered, "
            f"{share(each.accuracy)} of those right"
            for each in first.thresholds
        ),
    ]
    others = [each.measurement for each in told.sets if each is not first]
    return "\n".join(
        [
            *lines,
            *(f"  {each.set:<24}{interval(each.balanced_accuracy)}, {each.n} pictures" for each in others),
        ]
    )
