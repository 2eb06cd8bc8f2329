"""`browline evaluate finder`: how good the face finder is, beside YuNet in the same run."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.measuring import ARTEFACTS, LIMIT
from cli.train import UnusableRequest

if TYPE_CHECKING:
    from models.card import Interval
    from models.finders.card import Recall
    from training.finder.report import FinderResults


@click.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Research folder with face_detector/ and any of masked/, scenes/, unmasked/.",
)
@click.option("--finder", "version", help="Version to measure  [default: the one that serves]")
@ARTEFACTS
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where finder.json and the curves are written  [default: the artefact's own folder, its card too]",
)
@click.option(
    "--sheets",
    default=Path(".training/finder/failures"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where sheets of all failures are written. They show faces: keep them to yourself.",
)
@click.option(
    "--cache",
    default=Path(".training/finder/cache"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where decoded pictures are kept.",
)
@LIMIT
def finder(
    data: Path,
    version: str | None,
    artefacts: Path | None,
    out: Path | None,
    sheets: Path,
    cache: Path,
    limit: int | None,
) -> None:
    """Measure the face finder on pictures that it has not seen.

    Recall of the largest and of all faces on real and on composed pictures, false finds where nobody is,
    milliseconds a picture, and what found boxes do to the classifier.
    """
    from models.errors import EngineFailure, NoUsableArtefact  # noqa: PLC0415
    from models.finders.registry import load_version  # noqa: PLC0415
    from models.registry import artefacts_dir, load  # noqa: PLC0415
    from training.errors import DataError  # noqa: PLC0415
    from training.finder.measured import Measuring  # noqa: PLC0415
    from training.finder.report import into_card, report_on_finder  # noqa: PLC0415

    try:
        loaded = load_version(version, artefacts)
        place = (artefacts or artefacts_dir()) / loaded.version
        measuring = Measuring(data, cache, limit)
        results = report_on_finder(loaded, load(), measuring, out or place, sheets)
        if out is None:
            into_card(results, loaded, place)
    except DataError as wrong:
        raise UnusableRequest(str(wrong)) from wrong
    except (NoUsableArtefact, EngineFailure) as failed:
        raise click.ClickException(str(failed)) from failed
    click.echo(_table(results))
    click.echo(f"Written: {out or place}; failures: {sheets}")


def _table(results: "FinderResults") -> str:
    from training.pages import interval  # noqa: PLC0415

    areas = {each.set: f"{each.finder:.3f} {each.yunet:.3f}" for each in results.precision}
    lines = [
        f"{results.finder} ({results.engine}) at threshold {results.threshold:.2f}, beside {results.yunet}; "
        "95 % intervals in brackets",
        *(
            f"  {each.set:<24}{each.of:<14}n={each.n:<6}{interval(each.finder):<28}"
            f"YuNet {interval(each.yunet):<28}{_agreed(each)}area {areas.get(each.set, '')}"
            for each in results.recall
        ),
        *(
            f"  {each.set:<24}finds in 100   n={each.n:<6}{_finds(each.finder):<28}YuNet {_finds(each.yunet)}"
            for each in results.false_finds
        ),
        *(
            f"  {each.width}×{each.height:<20}{each.finder_ms:.2f} ms, YuNet {each.yunet_ms:.2f} ms"
            for each in results.speed
        ),
        *(
            f"  {each.set:<24}{each.model} n={each.n}: teacher boxes {interval(each.teacher_boxes)}, "
            f"found boxes {interval(each.found_boxes)}"
            for each in results.effect
        ),
    ]
    return "\n".join(lines)


def _agreed(recall: "Recall") -> str:
    """Of what YuNet finds: how much the finder does."""
    from training.pages import interval  # noqa: PLC0415

    if recall.agreed is None:
        return ""
    return f"of YuNet's {recall.agreed_n:<5}{interval(recall.agreed):<28}"


def _finds(share: "Interval") -> str:
    return f"{share.value:.2f} ({share.low:.2f} to {share.high:.2f})"
