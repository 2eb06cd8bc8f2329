"""The networks by name, built from code, so that bare weights can be put back into one."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.preprocess import INPUT_SIZE
from models.quiet import import_keras

if TYPE_CHECKING:
    import keras

FILTERS = (16, 32, 64, 128)


def seed_network(augment: bool, seed: int | None = None) -> "keras.Model":
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
    return keras.Model(pixels, layers.Dense(2, name="logits")(x), name="seed")


ARCHITECTURES: dict[str, Callable[..., "keras.Model"]] = {"seed": seed_network}
