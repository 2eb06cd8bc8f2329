"""How long networks take, measured beside each other."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from models.engines.protocol import Engine

BATCH = 64
ROUNDS = 12


def seconds_a_face(engines: Sequence[Engine], inputs: NDArray[np.uint8], rounds: int = ROUNDS) -> list[float]:
    """Of each engine for the first 64 of N×96×96×3 RGB uint8 inputs: the best of twelve rounds.

    They take turns, so what else runs on the machine troubles all; the best round is the least troubled.
    """
    batch = np.ascontiguousarray(inputs[np.arange(BATCH) % len(inputs)])
    for engine in engines:
        engine.logits(batch)  # the first run allocates
    taken = [[_seconds(engine, batch) for engine in engines] for _ in range(rounds)]
    return [min(column) / BATCH for column in zip(*taken, strict=True)]


def _seconds(engine: Engine, batch: NDArray[np.uint8]) -> float:
    begun = perf_counter()
    engine.logits(batch)
    return perf_counter() - begun
