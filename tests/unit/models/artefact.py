"""Publishes an untrained network, for tests about files rather than scores."""

from pathlib import Path

from models.architecture import seed_network
from models.card import Calibration, Training
from models.engines.protocol import Engine
from models.quiet import import_keras, import_tensorflow
from tests.support.artefacts import keras_meets_numpy_2
from training.publish import Measured, publish

VERSION = "untrained-1"
TEMPERATURE = 2.0


def publish_untrained(directory: Path) -> Path:
    """Publishes into `directory` and returns it."""
    import_keras().utils.set_random_seed(5)
    with keras_meets_numpy_2():
        publish(seed_network(augment=True), VERSION, _facts(), (), directory, _unmeasured)
    return directory


def _unmeasured(engine: Engine, folder: Path) -> Measured:
    return Measured((), Calibration(temperature=TEMPERATURE, method="none", fitted_on="nothing"))


def _facts() -> Training:
    return Training(
        config="seed",
        architecture="seed",
        recipe="untrained",
        epochs=0,
        batch_size=20,
        learning_rate=0.001,
        seed=5,
        seconds=0,
        machine="test",
        tensorflow=import_tensorflow().__version__,
        keras=import_keras().__version__,
    )
