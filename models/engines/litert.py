"""The first choice: LiteRT with XNNPACK on one thread. Loads in milliseconds and knows no TensorFlow."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.quiet import without_chatter


class LiteRtEngine:
    """Feeds faces to the network one after another, also those of a batch. Not for two threads at once.

    Measured on one of two busy cores, 64 faces: 1,270 a second one by one, 1,190 in sixteens, 1,120 at once.
    One by one the activations stay in the cache (40 MB for a batch of 64 do not), and no batch size costs a
    new allocation.
    """

    def __init__(self, file: Path) -> None:
        """Raises `ValueError` or `RuntimeError` when `file` is not a network that LiteRT can run."""
        from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415

        with without_chatter():
            # One thread a process: there is a worker for each core, and more threads would get in their way.
            # By its content: a file that is mapped and then replaced would answer with other weights, or not.
            self._interpreter: Any = Interpreter(model_content=file.read_bytes(), num_threads=1)
            self._interpreter.allocate_tensors()
        self._input: int = self._interpreter.get_input_details()[0]["index"]
        output = self._interpreter.get_output_details()[0]
        self._output: int = output["index"]
        self._classes = int(output["shape"][-1])

    def logits(self, inputs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """N×96×96×3 RGB uint8 to N×K float32."""
        logits = np.empty((len(inputs), self._classes), np.float32)
        for face, row in zip(inputs, logits, strict=True):
            # Through a view of the tensor: converted to float on the way, without a copy in between. No view
            # outlives its statement: LiteRT refuses to run while one exists.
            self._interpreter.tensor(self._input)()[0] = face
            self._interpreter.invoke()
            row[:] = self._interpreter.tensor(self._output)()[0]
        return logits
