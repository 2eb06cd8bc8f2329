"""The orders in which people are asked about faces, by the words that name them in addresses."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from core.reviews.disagreement import by_conflict
from core.reviews.sample import by_chance
from core.tables import Result

Order = Literal["unsure", "sure", "random", "disagreement"]
Keys = Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]

# `random` is one order once for all: settled from its beginning, it is a sample (`core/reviews/sample.py`).
ORDERS: Mapping[Order, Callable[[], Keys]] = {
    "unsure": lambda: (Result.confidence, Result.image_id, Result.ordinal),
    "sure": lambda: (Result.confidence.desc(), Result.image_id.desc(), Result.ordinal.desc()),
    "random": lambda: (by_chance(),),
    "disagreement": by_conflict,
}
