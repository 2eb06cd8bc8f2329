"""The last choice: the architecture from code with the saved weights."""

from pathlib import Path

from models.architecture import ARCHITECTURES
from models.engines.traced import TracedNetwork
from models.errors import ArtefactRejected


def architecture_with_weights(architecture: str, logits: int, file: Path) -> TracedNetwork:
    """Builds the named architecture with so many logits and loads a `.weights.h5` file into it.

    Raises `ArtefactRejected` for an unknown name and what Keras raises for weights that do not fit.
    """
    if architecture not in ARCHITECTURES:
        raise ArtefactRejected(f"no code here builds {architecture}, which its bare weights need")
    network = ARCHITECTURES[architecture](augment=False, logits=logits)
    network.load_weights(file)
    return TracedNetwork(network)
