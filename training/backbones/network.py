"""A network that begins with a backbone."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.preprocess import INPUT_SIZE
from models.quiet import import_keras
from training.backbones.registry import find_backbone

if TYPE_CHECKING:
    import keras


def with_backbone(
    name: str, logits: int, *, augment: bool, seed: int | None = None, weights: Path | None = None
) -> "keras.Model":
    """N×96×96×3 RGB 0..255 to N×`logits`, enlarged for a backbone that has learnt from larger pictures.

    With `augment` the first layers flip, turn (up to 18°) and zoom (up to 10 %) at random; without, the same
    weights serve, in the same order. Without a file of `weights` nothing is learnt yet: for weights that are
    set afterwards. Raises `RunError` for an unknown name and for a file that does not fit.
    """
    layers, backbone = import_keras().layers, find_backbone(name)
    features = backbone.features(backbone.side)
    if weights is not None:
        backbone.load(features, weights)
    for layer in backbone.held(features):
        layer.trainable = False
    pixels = import_keras().Input((INPUT_SIZE, INPUT_SIZE, 3), name="rgb")
    x = _augmented(pixels, seed) if augment else pixels
    # Said outright: Keras 3.15 takes this layer's default, True, for all that comes after it.
    x = layers.Resizing(backbone.side, backbone.side)(x, training=False)
    x = layers.Dropout(0.3, seed=seed)(features(backbone.prepared(x)))
    answer = layers.Dense(logits, name="logits", dtype="float32")(x)
    return import_keras().Model(pixels, answer, name=name)


def _augmented(x: "keras.KerasTensor", seed: int | None) -> "keras.KerasTensor":
    layers = import_keras().layers
    x = layers.RandomFlip("horizontal", seed=seed)(x)
    x = layers.RandomRotation(0.05, seed=seed)(x)
    return layers.RandomZoom(0.1, seed=seed)(x)
