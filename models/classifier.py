"""What a worker holds: an engine that passed its checks, and the card that explains its answers."""

import numpy as np
from numpy.typing import NDArray

from models.card import Card
from models.engines.protocol import Engine
from models.errors import EngineFailure
from models.outputs import columns
from models.prediction import Prediction, predictions
from models.preprocess import INPUT_SIZE
from models.probability import probabilities
from models.selftest import check, passes

LITERT = "litert"  # the engine whose weights are rounded to int8


class Classifier:
    """Turns faces into calibrated predictions."""

    def __init__(self, engine: Engine, name: str, card: Card, reason: str = "") -> None:
        """`name`: `litert`, `keras` or `keras-weights`; `reason`: what failed before it, if anything did."""
        self._engine = engine
        self.engine = name
        self.engine_reason = reason
        self.card = card
        self.version = card.version

    def classify(self, inputs: NDArray[np.uint8]) -> list[Prediction]:
        """One prediction for each of N×96×96×3 RGB uint8 inputs (as `face_input` makes them), N ≥ 1.

        Raises `EngineFailure` for inputs of another shape and for logits that are not finite or not as many
        as the card's outputs have classes.
        """
        return predictions(self.card.outputs, self._shares(inputs))

    def probabilities(self, inputs: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Of the gender alone: N×2 float64, in the order of the card's classes."""
        return self._shares(inputs)["gender"]

    def logits(self, inputs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """What the network says before calibration: N×K float32, the card's outputs side by side."""
        if inputs.shape[1:] != (INPUT_SIZE, INPUT_SIZE, 3) or len(inputs) == 0 or inputs.dtype != np.uint8:
            raise EngineFailure(f"inputs must be N×{INPUT_SIZE}×{INPUT_SIZE}×3 uint8, not {inputs.shape}")
        logits = self._engine.logits(inputs)
        if logits.shape != (len(inputs), self.card.logits):
            raise EngineFailure(f"{self.engine} gave logits of shape {logits.shape} for {len(inputs)} faces")
        if not np.isfinite(logits).all():
            raise EngineFailure(f"{self.engine} gave logits that are not finite")
        return logits

    def passes_self_test(self) -> bool:
        """Whether the engine still answers as its card says."""
        return passes(lambda: check(self._engine, self.card.selftest, int8=self.engine == LITERT))

    def _shares(self, inputs: NDArray[np.uint8]) -> dict[str, NDArray[np.float64]]:
        """Calibrated probabilities of every output by its name, N rows each."""
        logits = self.logits(inputs)
        gender = self.card.calibration.temperature
        return {
            output.name: probabilities(
                logits[:, own], gender if output.name == "gender" else output.temperature
            )
            for output, own in columns(self.card.outputs)
        }
