"""`browline publish`: makes a finished model the one that serves."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from cli.served import models_folder
from cli.train import UnusableRequest


@click.command()
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of published models  [default: BROWLINE_MODELS, or those that come with Browline]",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Labelled folder, or ZIP of reviewed faces, to compare it with the present default on  [default: "
    "compare their cards]",
)
@click.option("--force", is_flag=True, help="Publish it even if it is worse than the present default.")
def publish(folder: Path, out: Path | None, data: Path | None, force: bool) -> None:
    """Publish the finished model in FOLDER: it becomes the default, if it is not worse than the present one.

    Its digests and its self-test are checked first, which nothing can force. Running workers keep the model
    that they have until they are started again.
    """
    from models.registry import default_version  # noqa: PLC0415
    from training.archives import unpacked  # noqa: PLC0415
    from training.errors import DataError, PublishRefused  # noqa: PLC0415
    from training.finished import publish_finished  # noqa: PLC0415

    directory = out or models_folder()
    try:
        with TemporaryDirectory() as cache:
            labelled = unpacked(data, Path(cache) / "data") if data else None
            judged = publish_finished(folder, directory, labelled, Path(cache), force=force)
    except DataError as wrong:
        raise UnusableRequest(str(wrong)) from wrong
    except PublishRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(judged.sentence)
    click.echo(f"Published: {default_version(directory)} is the default in {directory}")
