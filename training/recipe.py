"""A recipe with what somebody asks for in the place of its own settings."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from training.begun import beginning_with, checked_version
from training.config import Config
from training.finder.config import FinderConfig
from training.transfer import with_backbone


def recipe_as_asked(
    recipe: Config,
    backbone: str | None,
    begin_with: str | None,
    serving: Callable[[], Path],
    name: str | None,
    epochs: int | None,
) -> Config:
    """The recipe of a classifier; None leaves a setting as it is. Raises `RunError` for what cannot be."""
    if backbone:
        recipe = with_backbone(recipe, backbone)
    recipe = beginning_with(recipe, begin_with, serving)
    version = recipe.version if name is None else checked_version(name)  # whatever a backbone calls it
    return replace(recipe, version=version, epochs=epochs or recipe.epochs)


def finder_recipe(recipe: FinderConfig, name: str | None, epochs: int | None) -> FinderConfig:
    """The same of a face finder."""
    version = recipe.version if name is None else checked_version(name, of_finder=True)
    return replace(recipe, version=version, epochs=epochs or recipe.epochs)
