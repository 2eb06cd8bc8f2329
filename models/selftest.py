"""The golden self-test: inputs that a formula makes, and the logits that they must give."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from models.card import SelfTest
from models.engines.protocol import Engine
from models.errors import ArtefactRejected
from models.preprocess import INPUT_SIZE

COUNT = 4
FORMULA = "input[n, row, column, channel] = (7*row + 13*column + 29*channel + 31*n) mod 256, uint8, n = 0..3"
# Engines agree to about 1e-5; a wrong byte, a swapped channel or a missing rescaling is off by far more.
TOLERANCE = 1e-3
# Weights rounded to int8 move the logits of browline-2 by up to 0.032 (the age of 60-69; gender by 0.018) and
# those of seed-1 by 0.035. Of any channels that change places the least move one of browline-2's by 0.79 and
# of seed-1's by 0.28: this leaves four times the rounding, and stays near half of the least mistake.
INT8_TOLERANCE = 0.15


def golden_inputs() -> NDArray[np.uint8]:
    """4×96×96×3 uint8. The factors differ, so swapped rows, columns or channels change the answer."""
    n, row, column, channel = np.indices((COUNT, INPUT_SIZE, INPUT_SIZE, 3))
    return np.asarray((7 * row + 13 * column + 29 * channel + 31 * n) % 256, dtype=np.uint8)


def expectation(engine: Engine) -> SelfTest:
    """What a card shall expect of every engine, as `engine` answers now."""
    logits = engine.logits(golden_inputs())
    rows = tuple(tuple(round(float(value), 6) for value in row) for row in logits)
    return SelfTest(formula=FORMULA, expected_logits=rows, tolerance=TOLERANCE, int8_tolerance=INT8_TOLERANCE)


def check(engine: Engine, expected: SelfTest, *, int8: bool = False) -> None:
    """Raises `ArtefactRejected` unless `engine` answers as the card says; `int8`: with rounded weights.

    A card can be stricter than the tolerances here, never laxer: it comes with the files it vouches for.
    """
    here, asked = (INT8_TOLERANCE, expected.int8_tolerance) if int8 else (TOLERANCE, expected.tolerance)
    compare(engine.logits(golden_inputs()), np.array(expected.expected_logits), min(here, asked), "logits")


def compare(found: NDArray[np.float32], golden: NDArray[np.float64], tolerance: float, what: str) -> None:
    """Raises `ArtefactRejected` unless `found` has the shape of `golden` and is nowhere further from it."""
    if found.shape != golden.shape:
        raise ArtefactRejected(f"self-test gave {what} of shape {found.shape} instead of {golden.shape}")
    off = float(np.abs(found - golden).max())
    if not off <= tolerance:  # so that NaN fails too
        raise ArtefactRejected(f"self-test is off by {off:.3g}, more than {tolerance:g}")


def passes(test: Callable[[], None]) -> bool:
    """Whether a self-test is passed now, by an engine that passed it when it was loaded."""
    try:
        test()
    except Exception:  # a runtime whose memory was spoilt raises anything
        return False
    return True
