"""The weights that a recipe begins with."""

from pathlib import Path

from models.loading import Vouching, file_ending
from models.registry import artefacts_dir
from training.errors import RunError


def published_weights(version: str, card: Vouching) -> Path:
    """The bare weights of a version that comes with Browline. Raises `RunError` where it has none."""
    name = file_ending(card, ".weights.h5")
    if name is None:
        raise RunError(f"{version} has no bare weights to begin with")
    return artefacts_dir() / version / name
