"""The first choice: LiteRT with XNNPACK on one thread. Loads in milliseconds and knows no TensorFlow."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.quiet import without_chatter


class LiteRtEngine:
    """One interpreter for single faces and one for batches: a snapshot between batches resizes nothing."""

    def __init__(self, file: Path) -> None:
        """Raises `ValueError` or `RuntimeError` when `file` is not a network that LiteRT can run."""
        content = file.read_bytes()
        with without_chatter():
            self._single = _Interpreter(content)
            self._batched = _Interpreter(content)

    def logits(self, inputs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """N×96×96×3 RGB uint8 to N×2 float32."""
        return (self._single if len(inputs) == 1 else self._batched).run(inputs)


class _Interpreter:
    def __init__(self, content: bytes) -> None:
        from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415

        # One thread a process: the workers are as many as the cores, and more threads would only get in their
        # way.
        self._interpreter: Any = Interpreter(model_content=content, num_threads=1)
        self._input: dict[str, Any] = self._interpreter.get_input_details()[0]
        self._output: int = self._interpreter.get_output_details()[0]["index"]
        self._interpreter.allocate_tensors()
        self._count = 0  # as exported, the batch size is a placeholder

    def run(self, inputs: NDArray[np.uint8]) -> NDArray[np.float32]:
        if len(inputs) != self._count:
            self._interpreter.resize_tensor_input(self._input["index"], inputs.shape)
            self._interpreter.allocate_tensors()
            self._count = len(inputs)
        # Written through a view: converts to the tensor's type on the way, without a copy in between.
        self._interpreter.tensor(self._input["index"])()[...] = inputs
        self._interpreter.invoke()
        return np.array(self._interpreter.get_tensor(self._output), np.float32)
