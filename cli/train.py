"""`browline train`: from a folder of labelled pictures to a published model."""

from pathlib import Path

import click

from cli.given_numbers import WholeNumber
from cli.served import serving_model
from training.backbones.registry import backbone_names


class UnusableRequest(click.ClickException):
    """Data or options that cannot be used: one sentence, and the exit code of bad usage."""

    exit_code = 2


@click.command(epilog=f"Backbones: {', '.join(backbone_names())}.")
@click.option(
    "--data",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder with Training/{Female,Male} and Validation/{Female,Male}, or with unmasked/ above those; or "
    "the ZIP of a job's reviewed faces.",
)
@click.option(
    "--config", "config_name", default="seed", show_default=True, help="Recipe in training/configs."
)
@click.option(
    "--out",
    default=Path(".training/artefacts"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the finished model goes, in a folder named after its version.",
)
@click.option(
    "--work",
    default=None,
    type=click.Path(path_type=Path, file_okay=False),
    help="Where checkpoints are kept  [default: .training/CONFIG]",
)
@click.option("--resume", is_flag=True, help="Go on after the last finished epoch of a run that was stopped.")
@click.option("--epochs", type=WholeNumber(1), help="Fewer or more rounds than the recipe has.")
@click.option(
    "--backbone",
    metavar="NAME",
    help="Transfer learning: the recipe's pictures, but a trained network of those named below.",
)
@click.option(
    "--weights",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="File of a backbone's weights, or of the browline recipe's judge; it is never fetched.",
)
@click.option(
    "--begin-with",
    metavar="MODEL",
    help="For recipes that begin with a model: a version that comes with Browline, or a published model's "
    "folder  [default: reviewed: the one that serves]",
)
@click.option("--name", metavar="VERSION", help="What the model is called  [default: as the recipe says]")
@click.option("--limit", type=WholeNumber(2), help="At most this many pictures a set, for a quick try.")
@click.option("--force", is_flag=True, help="Publish it even where it is worse than what --out has.")
@click.option(
    "--masks",
    type=click.Choice(["auto", "drawn", "none"]),
    default="auto",
    show_default=True,
    help="Draw masks on aligned faces; auto draws them on DATA/unmasked and nowhere else.",
)
def train(
    data: Path,
    config_name: str,
    out: Path,
    work: Path | None,
    resume: bool,
    epochs: int | None,
    backbone: str | None,
    weights: Path | None,
    begin_with: str | None,
    name: str | None,
    limit: int | None,
    force: bool,
    masks: str,
) -> None:
    """Train a model on labelled pictures, measure it, and publish it with its card.

    The seed recipe takes about a quarter of an hour for 15,000 pictures on two cores. The browline recipe
    learns from real masks too and wants the folders unmasked, masked, portraits and face_detector in --data.
    Stop either at any time and go on with --resume. When it ends, the folder in --out holds the network in
    three forms, card.json with everything measured, and figures.

    With --backbone NAME --weights FILE a network that Keras knows learns on from its trained weights: a
    .weights.h5, .keras or .h5 file as Keras writes and publishes them (efficientnet_lite0: the .npz of its
    PyTorch port; faceres: the .json of a TensorFlow.js model, with its .bin beside it). Its version is
    called after the recipe and NAME.

    --config reviewed learns on from the model that serves, from faces that people reviewed: --data takes the
    ZIP of a job's page. Its card tells how it does on those that were held out.

    --config finder trains the face finder (docs/finder.md): it takes --epochs, --limit, --name and --resume.

    \b
    Try it:  browline train --data DATA --epochs 1 --limit 500
    """
    from training.config import load_recipe  # noqa: PLC0415
    from training.errors import DataError, RunError  # noqa: PLC0415
    from training.finder.config import FinderConfig  # noqa: PLC0415
    from training.finder.run import FinderRequest, run_finder  # noqa: PLC0415
    from training.opened import opened  # noqa: PLC0415
    from training.recipe import finder_recipe, recipe_as_asked  # noqa: PLC0415
    from training.run import Request, run  # noqa: PLC0415

    try:
        recipe = load_recipe(config_name)
        folder = work or Path(".training") / recipe.name
        if isinstance(recipe, FinderConfig):
            _refuse_for_finder(data, backbone, weights, begin_with, force, masks)
            finder = finder_recipe(recipe, name, epochs)
            place = run_finder(FinderRequest(finder, data, folder, out, resume, limit))
            click.echo(f"{finder.version} is published in {place}; measure it with browline evaluate finder")
            return
        config = recipe_as_asked(recipe, backbone, begin_with, serving_model, name, epochs)
        with opened(data, folder) as labelled:
            place = run(
                Request(
                    config, labelled.data, folder, out, resume, masks, limit, weights, force, labelled.arrays
                )
            )
    except (DataError, RunError) as wrong:
        raise UnusableRequest(str(wrong)) from wrong
    click.echo(_summary(place))


def _refuse_for_finder(
    data: Path, backbone: str | None, weights: Path | None, begin_with: str | None, force: bool, masks: str
) -> None:
    """Raises `UnusableRequest` for what only means something where a classifier is trained."""
    given = {
        "--backbone": backbone, "--weights": weights, "--begin-with": begin_with, "--force": force,
        "--masks": masks != "auto",
    }  # fmt: skip
    meaningless = [option for option, value in given.items() if value]
    if meaningless:
        raise UnusableRequest(f"{', '.join(meaningless)} cannot be given for a face finder")
    if data.is_file():
        raise UnusableRequest(f"{data} is a file; a face finder learns from a folder (docs/finder.md)")


def _summary(place: Path) -> str:
    from models.card import load_card  # noqa: PLC0415

    card = load_card(place)
    lines = [f"{card.version} is published in {place}"]
    lines += [
        f"  {each.set:<20} n={each.n:<6} accuracy {each.accuracy.value:.1%}   "
        f"balanced {each.balanced_accuracy.value:.1%} "
        f"({each.balanced_accuracy.low:.1%} to {each.balanced_accuracy.high:.1%})"
        for each in card.metrics
    ]
    return "\n".join(lines)
