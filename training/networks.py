"""The network that a config names, ready to learn."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.architecture import ARCHITECTURES
from models.quiet import import_keras
from models.registry import read_card
from training.backbones.network import with_backbone
from training.backbones.registry import find_backbone
from training.config import Config
from training.errors import RunError
from training.first_weights import published_weights
from training.objective import width

if TYPE_CHECKING:
    import keras


def build(config: Config, weights: Path | None) -> "keras.Model":
    """N×96×96×3 RGB 0..255 to N×K logits, K by the outputs that the config learns.

    Raises `RunError` for an unknown architecture, and for a backbone whose file of weights is missing or
    does not fit.
    """
    logits = width(config.mix.outputs) if config.mix else _logits_begun_with(config)
    augment = config.mix is None  # a mixed recipe moves its pictures itself
    if config.architecture in ARCHITECTURES:
        network = ARCHITECTURES[config.architecture](augment=augment, seed=config.seed, logits=logits)
        if config.begun_from:
            network.load_weights(published_weights(config.begun_from, read_card(config.begun_from)))
            if config.mix is None:  # a handful of pictures must not move what thousands have set
                _hold_normalisation(network)
        return network
    require_weights(config, weights)
    return with_backbone(config.architecture, logits, augment=augment, seed=config.seed, weights=weights)


def _logits_begun_with(config: Config) -> int:
    return read_card(config.begun_from).logits if config.begun_from else 2


def _hold_normalisation(network: "keras.Model") -> None:
    for layer in network.layers:
        if isinstance(layer, import_keras().layers.BatchNormalization):
            layer.trainable = False


def require_weights(config: Config, weights: Path | None) -> None:
    """Raises `RunError` for an unknown architecture, and for weights that are missing or mean nothing."""
    trained = config.judge if config.architecture in ARCHITECTURES else config.architecture
    if trained is None:
        if weights is not None:
            raise RunError(f"the recipe {config.name} takes no --weights; they belong to a --backbone")
        return
    find_backbone(trained)
    if weights is None:
        raise RunError(
            f"the recipe {config.name} needs a trained {trained}: name the file of its weights with "
            "--weights; none is ever fetched"
        )
