"""`browline sheet`: pictures to look at before training on them."""

from pathlib import Path

import click

from cli.given_numbers import WholeNumber
from cli.train import UnusableRequest

KINDS = ("masks", "veils", "sunglasses", "glasses", "headwear", "visors", "everything")


@click.group()
def sheet() -> None:
    """Contact sheets of what a model learns from."""


@sheet.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with unmasked/Training and masked/Training.",
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="PNG to be written."
)
@click.option(
    "--wear", type=click.Choice(KINDS), default="everything", show_default=True, help="What faces wear."
)
@click.option(
    "--seed",
    type=WholeNumber(0),
    default=7,
    show_default=True,
    help="Which pictures, and what is drawn on them.",
)
@click.option("--rows", type=WholeNumber(1, 50), default=6, show_default=True)
def masks(data: Path, out: Path, wear: str, seed: int, rows: int) -> None:
    """Masks drawn on faces, beside real ones."""
    from training.errors import DataError  # noqa: PLC0415
    from training.mask_sheet import WEARS, mask_sheet  # noqa: PLC0415
    from training.sheets import as_png  # noqa: PLC0415

    try:
        picture = mask_sheet(data, seed, WEARS[wear], rows)
    except DataError as wrong:
        raise UnusableRequest(str(wrong)) from wrong
    try:
        out.write_bytes(as_png(picture))
    except OSError as failed:
        raise click.ClickException(f"{out} cannot be written: {failed.strerror}") from failed
    click.echo(f"Written: {out}")
