"""`browline compare`: which of two models to publish."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from cli.measuring import ARTEFACTS, CACHE, LIMIT
from cli.train import UnusableRequest

if TYPE_CHECKING:
    from training.comparison import Comparison


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    help="Labelled folder, as for evaluate, or the ZIP of reviewed faces.",
)
@ARTEFACTS
@click.option(
    "--out",
    default=Path(".training/comparison"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where compare.html and compare.json are written.",
)
@CACHE
@LIMIT
def compare(
    first: str,
    second: str,
    data: Path,
    artefacts: Path | None,
    out: Path,
    cache: Path | None,
    limit: int | None,
) -> None:
    """Ask models A and B about the same labelled pictures and say which is better, if that can be told.

    A and B are versions, as in `browline-2`, or folders of finished models. Their LiteRT files are compared,
    which is what serves.
    """
    from models.errors import EngineFailure, NoUsableArtefact  # noqa: PLC0415
    from training.archives import unpacked  # noqa: PLC0415
    from training.comparison_report import PAGE, rival  # noqa: PLC0415
    from training.comparison_report import compare as compare_rivals  # noqa: PLC0415
    from training.errors import DataError  # noqa: PLC0415

    try:
        rivals = rival(first, artefacts), rival(second, artefacts)
        with TemporaryDirectory() as place:
            labelled = unpacked(data, Path(place) / "data")
            told = compare_rivals(*rivals, labelled, out, cache=cache, limit=limit)
    except DataError as wrong:
        raise UnusableRequest(str(wrong)) from wrong
    except (NoUsableArtefact, EngineFailure) as failed:
        raise click.ClickException(str(failed)) from failed
    click.echo(_table(told))
    click.echo(f"Written: {out / PAGE}")


def _table(told: "Comparison") -> str:
    from training.pages import chance, points, share  # noqa: PLC0415

    one, other = told.first, told.second
    lines = [
        f"{'set':<22}{'pictures':>9}{one.name:>16}{other.name:>16}   difference, points       only right   p",
        *(
            f"{each.first.measurement.set:<22}{each.first.measurement.n:>9}"
            f"{share(each.first.measurement.balanced_accuracy.value):>16}"
            f"{share(each.second.measurement.balanced_accuracy.value):>16}   {points(each.difference):<25}"
            f"{f'{each.only_first} : {each.only_second}':<13}{chance(each.p)}"
            for each in told.sets
        ),
        f"{'milliseconds a face':<31}{one.milliseconds_a_face:>16.2f}{other.milliseconds_a_face:>16.2f}",
        f"{'kilobytes':<31}{one.kilobytes:>16.0f}{other.kilobytes:>16.0f}",
    ]
    return "\n".join([*lines, told.sentence])
