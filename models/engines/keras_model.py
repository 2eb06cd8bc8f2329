"""The second choice: the whole model as Keras saved it."""

from pathlib import Path

from models.engines.traced import TracedNetwork
from models.quiet import import_keras


def whole_model(file: Path) -> TracedNetwork:
    """Loads a `.keras` file in safe mode, which runs no code inside it. Raises what Keras raises."""
    return TracedNetwork(import_keras().saving.load_model(file, compile=False, safe_mode=True))
