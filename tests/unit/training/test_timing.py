"""Engines are timed in turns, and by their best round."""

import numpy as np
import pytest
from numpy.typing import NDArray

import training.timing
from training.timing import BATCH, seconds_a_face


class Clock:
    """Stands still unless an engine works."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Working:
    """Takes so many seconds for its first batch, the second, and so on."""

    def __init__(self, name: str, clock: Clock, seconds: list[float], log: list[str]) -> None:
        self._name, self._clock, self._seconds, self._log = name, clock, seconds, log

    def logits(self, inputs: NDArray[np.uint8]) -> NDArray[np.float32]:
        self._log.append(self._name)
        self._clock.now += self._seconds.pop(0)
        return np.zeros((len(inputs), 2), np.float32)


def test_in_turns_and_by_the_best_round_after_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, log = Clock(), list[str]()
    monkeypatch.setattr(training.timing, "perf_counter", clock)
    engines = [Working("a", clock, [0.1, 6.4, 1.28, 9], log), Working("b", clock, [9, 3.2, 6.4, 6.4], log)]
    faces = np.zeros((5, 96, 96, 3), np.uint8)  # fewer than a batch are repeated
    assert seconds_a_face(engines, faces, rounds=3) == pytest.approx([1.28 / BATCH, 3.2 / BATCH])
    assert "".join(log) == "abababab"
