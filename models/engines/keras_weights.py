"""The last choice: the architecture from code with the saved weights."""

from pathlib import Path

from models.architecture import ARCHITECTURES
from models.engines.traced import TracedNetwork


def architecture_with_weights(architecture: str, file: Path) -> TracedNetwork:
    """Builds the named architecture and loads a `.weights.h5` file into it.

    Raises `KeyError` for an unknown name and what Keras raises for weights that do not fit.
    """
    network = ARCHITECTURES[architecture](augment=False)
    network.load_weights(file)
    return TracedNetwork(network)
