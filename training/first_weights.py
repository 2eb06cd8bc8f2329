"""The weights that a recipe begins with."""

from pathlib import Path
from typing import Protocol

from models.registry import artefacts_dir
from training.errors import RunError


class Named(Protocol):
    """A card, of a classifier or a finder, that knows its files."""

    def file_ending(self, suffix: str) -> str | None:
        """The name of the file with that ending."""


def published_weights(version: str, card: Named) -> Path:
    """The bare weights of a version that comes with Browline. Raises `RunError` where it has none."""
    name = card.file_ending(".weights.h5")
    if name is None:
        raise RunError(f"{version} has no bare weights to begin with")
    return artefacts_dir() / version / name
