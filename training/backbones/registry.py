"""Trained networks by name, and what each needs to go on learning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from training.backbones import applications, efficientnet_lite
from training.backbones.weights import load_weights
from training.errors import RunError

if TYPE_CHECKING:
    import keras

LITE = "efficientnet_lite0"
FROZEN_BLOCKS = 5


@dataclass(frozen=True, slots=True)
class Backbone:
    """`prepared` turns RGB 0..255 into what `features` takes: N×size×size×3 to N×F, for a size.

    `load` sets its weights from a file and raises `RunError` where they do not fit; `held` are the layers
    that do not learn on, and `holding` names them.
    """

    features: Callable[[int], "keras.Model"]
    prepared: Callable[["keras.KerasTensor"], "keras.KerasTensor"]
    load: Callable[["keras.Model", Path], None]
    held: Callable[["keras.Model"], Sequence["keras.layers.Layer"]]
    holding: str


def backbone_names() -> list[str]:
    """Names that `--backbone` takes, without importing Keras."""
    return sorted([LITE, *applications.classes()])


def find_backbone(name: str) -> Backbone:
    """Raises `RunError` with the close names when there is none of that name."""
    if name == LITE:
        return _LITE
    if name in applications.classes():
        return _application(name)
    close = get_close_matches(name, backbone_names(), cutoff=0.5)
    words = f"did you mean {', '.join(close)}?" if close else "browline train --help lists all"
    raise RunError(f"no backbone named {name}; {words}")


def _application(name: str) -> Backbone:
    return Backbone(
        features=partial(applications.features, name),
        prepared=partial(applications.prepared, name),
        load=lambda network, file: load_weights(network, file, partial(applications.with_top, name)),
        held=applications.batch_normalisation,
        holding="batch normalisation",
    )


_LITE = Backbone(
    features=efficientnet_lite.efficientnet_lite0,
    prepared=lambda pixels: pixels,
    load=efficientnet_lite.load_imagenet,
    held=lambda network: efficientnet_lite.first_blocks(network, FROZEN_BLOCKS),
    holding=f"the first {FROZEN_BLOCKS} blocks",
)
