"""The options by which commands judge faces, and the rules that follow from them and the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from cli.given_numbers import Number
from cli.local_batch import Rules, load_here
from cli.wiring import fail
from core.labels import QUALITY_FLAGS, flag_words
from core.settings import Settings
from core.videos.types import EVERY, USUAL_EVERY
from imaging.accept import Limits
from models.errors import NoUsableArtefact
from worker.videos.limits import image_limits

Command = TypeVar("Command", bound=Callable[..., Any])

_FRAMING = click.option(
    "--framing",
    type=click.Choice(["auto", "face"]),
    default="auto",
    show_default=True,
    help="auto: find the faces of every image; face: every image already is one.",
)
_THRESHOLD = click.option(
    "--threshold",
    type=Number(0.5, 1.0),
    default=None,
    help="Confidence under which the decision is uncertain.  [default: what the model's card advises]",
)
_DOUBTS = click.option(
    "--uncertain-flags",
    default=None,
    metavar="WORDS",
    help=f"A face with one of these flags is uncertain, however sure: {', '.join(QUALITY_FLAGS)}.",
)
_EVERY = click.option(
    "--every",
    type=Number(*EVERY),
    default=USUAL_EVERY,
    show_default=True,
    help="Seconds between the frames of a video that are looked at.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say."""

    framing: str
    threshold: float | None
    uncertain_flags: str | None


def judging(command: Command) -> Command:
    """Give a command these options: `framing`, `threshold`, `uncertain_flags` and `every`."""
    for option in (_EVERY, _DOUBTS, _THRESHOLD, _FRAMING):
        command = option(command)
    return command


def rules_or_exit(asked: Asked, settings: Settings) -> Rules:
    """Load this process's networks and say what faces are judged by, or stop with one sentence."""
    doubted = _doubted(asked.uncertain_flags, settings)
    try:
        advised = load_here(settings)  # here first: a missing model is one sentence, no broken pool
    except NoUsableArtefact as error:
        fail(f"no usable model: {error}", 1)
    bounds = (asked.threshold, settings.threshold, advised)
    return Rules(
        limits=Limits(settings.max_file_mb * 2**20, settings.max_megapixels * 1_000_000),
        frame_limits=image_limits(settings),
        search=asked.framing == "auto",
        threshold=next(each for each in bounds if each is not None),
        uncertain_flags=doubted,
        tiny_side=settings.tiny_side,
    )


def _doubted(asked: str | None, settings: Settings) -> str:
    words = flag_words(settings.uncertain_flags if asked is None else asked)
    unknown = [word for word in words if word not in QUALITY_FLAGS]
    if unknown:
        raise click.BadParameter(
            f"{', '.join(unknown)} is none of {', '.join(QUALITY_FLAGS)}.", param_hint="--uncertain-flags"
        )
    return " ".join(words)
