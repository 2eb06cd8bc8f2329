"""What the classifier needs of an engine."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Engine(Protocol):
    """Runs a network on one process's thread."""

    def logits(self, inputs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """N×96×96×3 RGB uint8, any N ≥ 1, to N×K float32: the logits of the card's outputs."""
        ...
