"""The golden self-test of a finder: a picture that a formula makes, and what some cells must say of it."""

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from models.finders.engines import GridEngine
from models.part import Part
from models.selftest import compare

SHAPE = (64, 96)
FORMULA = (
    "input[row, column, channel] = (7*row + 13*column + 29*channel + row*column/16) mod 256, uint8, 64×96; "
    "expected: every fifth number of the grids in their order, row by row"
)
STEP = 5
# Engines agree to about 1e-4 on numbers of up to some tens.
TOLERANCE = 5e-3
# Weights rounded to int8, activations on the fly, over all layers: see docs/finder.md for what that moves.
INT8_TOLERANCE = 1.5


class GridTest(Part):
    """Golden answers: every engine must give them before it may serve."""

    formula: str
    expected: tuple[float, ...]
    tolerance: float = Field(description="no laxer than that of models.finders.selftest, whatever it says")
    int8_tolerance: float = Field(description="likewise, for the LiteRT file, whose weights are rounded")


def golden_input() -> NDArray[np.uint8]:
    """64×96×3 uint8: ramps of different slopes; swapped rows, columns or channels change the answer."""
    row, column, channel = np.indices((*SHAPE, 3))
    return np.asarray((7 * row + 13 * column + 29 * channel + row * column // 16) % 256, np.uint8)


def expectation(engine: GridEngine) -> GridTest:
    """What a card shall expect of every engine, as `engine` answers now."""
    expected = tuple(round(float(value), 5) for value in _answer(engine))
    return GridTest(formula=FORMULA, expected=expected, tolerance=TOLERANCE, int8_tolerance=INT8_TOLERANCE)


def check(engine: GridEngine, golden: GridTest, *, int8: bool = False) -> None:
    """Raises `ArtefactRejected` unless `engine` answers as the card says; `int8`: with rounded weights.

    A card can be stricter than the tolerances here, never laxer: it comes with the files it vouches for.
    """
    here, asked = (INT8_TOLERANCE, golden.int8_tolerance) if int8 else (TOLERANCE, golden.tolerance)
    compare(_answer(engine), np.array(golden.expected), min(here, asked), "numbers")


def _answer(engine: GridEngine) -> NDArray[np.float32]:
    return np.concatenate([grid.ravel() for grid in engine.grids(golden_input())])[::STEP]
