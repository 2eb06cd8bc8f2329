"""A Keras model as a traced function, fed in batches of fixed sizes."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.quiet import import_tensorflow

if TYPE_CHECKING:
    import keras


# TensorFlow traces anew for every shape it meets; three sizes keep that to three, once each.
SIZES = (1, 16, 64)


class TracedNetwork:
    """Gives a Keras model the engines' interface. `predict` would cost 40 ms a call in set-up alone."""

    def __init__(self, network: "keras.Model") -> None:
        self._call = import_tensorflow().function(lambda inputs: network(inputs, training=False))

    def logits(self, inputs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """N×96×96×3 RGB uint8 to N×2 float32."""
        chunks = [inputs[start : start + SIZES[-1]] for start in range(0, len(inputs), SIZES[-1])]
        return np.concatenate([self._chunk(chunk) for chunk in chunks])

    def _chunk(self, chunk: NDArray[np.uint8]) -> NDArray[np.float32]:
        size = next(size for size in SIZES if size >= len(chunk))
        padded = np.zeros((size, *chunk.shape[1:]), np.float32)
        padded[: len(chunk)] = chunk
        logits: NDArray[np.float32] = self._call(padded).numpy()
        return logits[: len(chunk)]
