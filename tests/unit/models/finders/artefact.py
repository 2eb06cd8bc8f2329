"""Publishes an untrained finder, for tests about files rather than finds."""

from pathlib import Path

import numpy as np

from models.card import Training
from models.finders.architecture import small_finder
from models.quiet import import_keras
from tests.support.artefacts import keras_meets_numpy_2
from training.finder.objective import flat
from training.finder.publish import Facts, publish

VERSION = "blind-1"


def publish_untrained(directory: Path) -> Path:
    """Publishes into `directory` and returns it."""
    import_keras().utils.set_random_seed(5)
    network = flat(small_finder())
    _liven(network)
    with keras_meets_numpy_2():
        publish(network, Facts(VERSION, _training(), ()), directory, lambda finder: (0.3, "not chosen"))
    return directory


def _liven(network: object) -> None:
    """Other than ones and zeros for the normalisations, so that a mistake with them shows."""
    rng = np.random.default_rng(3)
    for layer in network.layers:  # type: ignore[attr-defined]
        if layer.__class__.__name__ == "BatchNormalization":
            layer.set_weights([np.abs(rng.normal(1, 0.2, weight.shape)) for weight in layer.get_weights()])


def _training() -> Training:
    return Training(
        config="finder",
        architecture="small",
        recipe="untrained",
        epochs=0,
        batch_size=1,
        learning_rate=0.001,
        seed=5,
        seconds=0,
        machine="test",
        tensorflow="any",
        keras=import_keras().__version__,
    )
