"""The networks by name, built from code, so that bare weights can be put back into one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.preprocess import INPUT_SIZE
from models.quiet import import_keras

if TYPE_CHECKING:
    import keras

FILTERS = (16, 32, 64, 128)


def seed_network(augment: bool, seed: int | None = None, logits: int = 2) -> "keras.Model":
    """The network of the project's origin: N×96×96×3 RGB 0..255 to N×2 logits (female, male).

    With `augment` the first layers flip, turn (up to 0.1 of a full turn) and zoom (up to 10 %) at random, as
    the original did while it trained; without, the same weights serve. Both have the same weights in the same
    order: `serving.set_weights(trained.get_weights())` moves them.
    """
    keras = import_keras()

    layers = keras.layers
    pixels = keras.Input((INPUT_SIZE, INPUT_SIZE, 3), name="rgb")
    x = pixels
    if augment:
        x = layers.RandomFlip("horizontal", seed=seed)(x)
        x = layers.RandomRotation(0.1, seed=seed)(x)
        x = layers.RandomZoom(0.1, seed=seed)(x)
    x = layers.Rescaling(1 / 255)(x)
    for filters in FILTERS:
        x = layers.Conv2D(filters, 3, padding="same", activation="relu", name=f"conv{filters}")(x)
        x = layers.MaxPooling2D()(x)
    x = layers.Flatten()(x)
    x = layers.Dense(128, activation="relu", name="hidden")(x)
    x = layers.Dropout(0.2, seed=seed)(x)
    return keras.Model(pixels, layers.Dense(logits, name="logits")(x), name="seed")


# Channels of the first convolution; channels and number of blocks of each stage, which halves the side.
STEM = 24
STAGES = ((48, 2), (96, 2), (160, 2))


def residual_network(augment: bool, seed: int | None = None, logits: int = 2) -> "keras.Model":
    """A small residual network: N×96×96×3 RGB 0..255 to N×`logits`; 1.2 million weights.

    He et al., Deep Residual Learning, CVPR 2016, with a stem that leaves 48×48 before the first block: most
    of the seed network's time goes into its first two layers at full size. As wide as int8 allows without
    taking longer than the seed network in float. `augment` adds a random flip.
    """
    keras = import_keras()
    layers = keras.layers
    pixels = keras.Input((INPUT_SIZE, INPUT_SIZE, 3), name="rgb")
    x = layers.RandomFlip("horizontal", seed=seed)(pixels) if augment else pixels
    x = layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = layers.ReLU()(_normalised(x, STEM, 3, 2))
    for channels, blocks in STAGES:
        for block in range(blocks):
            x = _residual(x, channels, stride=2 if block == 0 else 1)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2, seed=seed)(x)
    answer = layers.Dense(logits, name="logits", dtype="float32")(x)  # also where the rest is bfloat16
    return keras.Model(pixels, answer, name="residual")


def _residual(x: "keras.KerasTensor", channels: int, stride: int) -> "keras.KerasTensor":
    layers = import_keras().layers
    y = layers.ReLU()(_normalised(x, channels, 3, stride))
    y = _normalised(y, channels, 3, 1)
    if stride > 1:  # averaged before the 1×1 convolution, which would skip three pixels of four
        x = _normalised(layers.AveragePooling2D(stride)(x), channels, 1, 1)
    return layers.ReLU()(layers.Add()([x, y]))


def _normalised(x: "keras.KerasTensor", channels: int, size: int, stride: int) -> "keras.KerasTensor":
    layers = import_keras().layers
    x = layers.Conv2D(channels, size, strides=stride, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


ARCHITECTURES: dict[str, Callable[..., "keras.Model"]] = {
    "seed": seed_network,
    "residual": residual_network,
}
