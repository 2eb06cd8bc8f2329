"""A Keras model as a compiled function, fed in batches of fixed sizes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.quiet import import_keras, import_tensorflow

if TYPE_CHECKING:
    import keras


# For a shape that is new to it a backend compiles, or tries what is fastest: with these it meets but three.
SIZES = (1, 16, 64)


class TracedNetwork:
    """Gives a Keras model the engines' interface. `predict` would cost 40 ms a call in set-up alone."""

    def __init__(self, network: "keras.Model") -> None:
        self._call = compiled(network)

    def logits(self, inputs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """N×96×96×3 RGB uint8 to N×K float32."""
        chunks = [inputs[start : start + SIZES[-1]] for start in range(0, len(inputs), SIZES[-1])]
        return np.concatenate([self._chunk(chunk) for chunk in chunks])

    def _chunk(self, chunk: NDArray[np.uint8]) -> NDArray[np.float32]:
        size = next(size for size in SIZES if size >= len(chunk))
        padded = np.zeros((size, *chunk.shape[1:]), np.float32)
        padded[: len(chunk)] = chunk
        return np.asarray(self._call(padded), np.float32)[: len(chunk)]


def compiled(network: "keras.Model") -> Callable[[NDArray[np.float32]], Any]:
    """The network as a function of a batch, with what its backend calls an array for each output."""
    if import_keras().backend.backend() != "tensorflow":
        predict: Callable[[NDArray[np.float32]], Any] = network.predict_on_batch
        return predict
    tensorflow = import_tensorflow()
    # Sides of pictures and sizes of batches are left open, so that it is traced but once.
    traced: Callable[[NDArray[np.float32]], Any] = tensorflow.function(
        lambda inputs: network(inputs, training=False),
        input_signature=[tensorflow.TensorSpec(network.inputs[0].shape, tensorflow.float32)],
    )
    return traced
