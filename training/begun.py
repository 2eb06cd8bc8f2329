"""A recipe that begins with a published model, whichever it shall be."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from models.card import Card
from models.errors import NoUsableArtefact
from models.finders.registry import DEFAULT_FINDER
from models.registry import DEFAULT_NAME, read_card
from training.config import SERVING, Config
from training.errors import RunError

TAKEN = frozenset({DEFAULT_NAME, DEFAULT_FINDER})


def beginning_with(config: Config, wanted: str | None, serving: Callable[[], Path]) -> Config:
    """The recipe with the model that it begins with: `wanted`, a version of Browline's own or a folder.

    Without `wanted` it is the one that is `serving`, where the recipe says so. Raises `RunError`.
    """
    if wanted is None and config.begun_from != SERVING:
        return config
    if wanted is not None and config.begun_from is None:
        raise RunError(f"the recipe {config.name} begins with no model")
    try:
        begun = str(serving().resolve()) if wanted is None else _named(wanted)
        card = read_card(begun)
    except NoUsableArtefact as missing:
        raise RunError(f"there is no model {wanted or 'that serves'} to begin with") from missing
    return replace(
        config,
        begun_from=begun,
        architecture=card.training.architecture,
        recipe=f"begun from {card.version}; {config.recipe}",
    )


def _named(wanted: str) -> str:
    """A folder's absolute path. Only a bare name may mean a version of Browline's own."""
    folder = Path(wanted)
    return wanted if wanted == folder.name and not folder.is_dir() else str(folder.resolve())


def checked_version(name: str, *, of_finder: bool = False) -> str:
    """A name that a folder and a card may have. Raises `RunError` for another.

    In a folder of models `default` names the one that serves, and `finder-…` are face finders.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}", name):
        raise RunError(
            f"{name!r} cannot be the name of a version: up to 40 letters, digits, dots and hyphens can, with "
            "a letter or digit in front"
        )
    if name.casefold() in TAKEN:
        raise RunError(f"{name!r} cannot be the name of a version: a file of this name says what serves")
    if name.casefold().startswith("finder") != of_finder:
        whose = "a" if of_finder else "only a"
        raise RunError(f"{name!r} cannot be the name of a version: {whose} face finder's begins with finder")
    return name


def card_begun_with(config: Config) -> Card | None:
    """What is known of the model that a recipe begins with; None where it begins with nothing."""
    return read_card(config.begun_from) if config.begun_from else None
