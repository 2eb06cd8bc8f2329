"""Trained networks by name, and what each needs to go on learning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from training.backbones import applications, efficientnet_lite, faceres
from training.backbones.weights import load_weights
from training.errors import RunError

if TYPE_CHECKING:
    import keras

LITE, FACES = "efficientnet_lite0", "faceres"
FROZEN_BLOCKS = {LITE: 5, FACES: 11}
SIDE = 112  # pixels that a crop is enlarged to


@dataclass(frozen=True, slots=True)
class Backbone:
    """`prepared` turns RGB 0..255 into what `features` takes: N×size×size×3 to N×F, for a size.

    `load` sets its weights from a file and raises `RunError` where they do not fit; `held` are the layers
    that do not learn on, and `holding` names them. `side` is the size it is made for here.
    """

    features: Callable[[int], "keras.Model"]
    prepared: Callable[["keras.KerasTensor"], "keras.KerasTensor"]
    load: Callable[["keras.Model", Path], None]
    held: Callable[["keras.Model"], Sequence["keras.layers.Layer"]]
    holding: str
    side: int = SIDE


def backbone_names() -> list[str]:
    """Names that `--backbone` takes, without importing Keras."""
    return sorted([*_OURS, *applications.classes()])


def find_backbone(name: str) -> Backbone:
    """Raises `RunError` with the close names when there is none of that name."""
    if name in _OURS:
        return _OURS[name]
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


_OURS = {
    LITE: Backbone(
        features=efficientnet_lite.efficientnet_lite0,
        prepared=lambda pixels: pixels,
        load=efficientnet_lite.load_imagenet,
        held=lambda network: efficientnet_lite.first_blocks(network, FROZEN_BLOCKS[LITE]),
        holding=f"the first {FROZEN_BLOCKS[LITE]} blocks",
    ),
    FACES: Backbone(
        features=faceres.faceres,
        prepared=lambda pixels: pixels,
        load=faceres.load_faceres,
        held=lambda network: faceres.first_blocks(network, FROZEN_BLOCKS[FACES]),
        holding=f"the first {FROZEN_BLOCKS[FACES]} blocks",
        side=128,  # at 112 it reads 1.2 points fewer of UTKFace's bare faces as they are labelled
    ),
}
