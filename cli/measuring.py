"""Options that measuring commands share."""

from pathlib import Path

import click

from cli.given_numbers import WholeNumber

ARTEFACTS = click.option(
    "--artefacts",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Folder of published models  [default: those that come with Browline]",
)
CACHE = click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep prepared pictures here, for another model on the same folder  [default: they are removed]",
)
LIMIT = click.option(
    "--limit", type=WholeNumber(2), help="At most this many pictures a set of a research folder."
)
