"""`browline evaluate`: how good a model is on somebody's own labelled pictures."""

from pathlib import Path

import click

from cli.train import UnusableRequest


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--model", "version", help="Version to measure  [default: the one that serves]")
@click.option(
    "--artefacts",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of published models  [default: those that come with Browline]",
)
@click.option(
    "--out",
    default=Path(".training/evaluation"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where evaluation.json, confusion.png and reliability.png are written.",
)
def evaluate(folder: Path, version: str | None, artefacts: Path | None, out: Path) -> None:
    """Measure a model on DIR, a folder with subfolders Female and Male.

    They may also lie one level deeper, as in DIR/Validation/Female. Every picture is taken as one face and
    goes the way it goes in serving.
    """
    from models.errors import EngineFailure, NoUsableArtefact  # noqa: PLC0415
    from models.registry import load  # noqa: PLC0415
    from training.errors import DataError  # noqa: PLC0415
    from training.folder_report import report_on, save_report  # noqa: PLC0415

    try:
        report = report_on(folder, load(version, artefacts), out)
    except DataError as wrong:
        raise UnusableRequest(str(wrong)) from wrong
    except (NoUsableArtefact, EngineFailure) as failed:
        raise click.ClickException(str(failed)) from failed
    click.echo(report.table())
    click.echo(f"Written: {save_report(report, out)}")
    for path in report.unreadable:
        click.echo(f"Could not be read: {path}", err=True)
