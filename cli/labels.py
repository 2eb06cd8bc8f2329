"""`browline labels`: which labels of the training pictures are probably wrong."""

from pathlib import Path

import click

from cli.train import UnusableRequest

SHOWN = 60


@click.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder that the browline recipe learnt from.",
)
@click.option(
    "--work",
    default=Path(".training/browline"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the recipe keeps what its judge said.",
)
@click.option(
    "--out",
    default=Path(".training/labels"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where labels.csv and labels.png are written.",
)
def labels(data: Path, work: Path, out: Path) -> None:
    """List the labels that the browline recipe's judge disputes.

    The judge has learnt from none of these pictures, and of masked ones it knows less. What is listed counts
    less in training; the sheet shows the least believed.
    """
    from training.config import load_config  # noqa: PLC0415
    from training.doubts import doubts, save_doubts  # noqa: PLC0415
    from training.errors import DataError  # noqa: PLC0415
    from training.lessons import open_library  # noqa: PLC0415
    from training.opinions import OPINIONS, Opinions  # noqa: PLC0415
    from training.sheets import save_sheet  # noqa: PLC0415

    said = work / OPINIONS
    if not said.is_file():
        raise UnusableRequest(
            f"no judge has said anything in {work} yet; "
            "run browline train --config browline --data DATA --weights FILE"
        )
    try:
        library = open_library(data, load_config("browline").seed)
        found = doubts(library, Opinions.load(said))
    except DataError as wrong:
        raise UnusableRequest(str(wrong)) from wrong
    out.mkdir(parents=True, exist_ok=True)
    save_doubts(found.disputed, data, out / "labels.csv")
    worst = found.disputed[:SHOWN]
    save_sheet([(each.path, f"{each.label}? {each.probability:.0%}") for each in worst], out / "labels.png")
    share = len(found.disputed) / max(1, found.asked)
    click.echo(f"{len(found.disputed)} of {found.asked} labels are disputed ({share:.1%}).")
    click.echo(f"Written: {out / 'labels.csv'}, and the {len(worst)} least believed in {out / 'labels.png'}.")
