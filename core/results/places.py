"""Where a confidence lies among the steps by which faces are counted (`face_counts.place`).

In thousandths: by hundredths, and from 0.99 on by thousandths, as a threshold's slider steps; 1000 is
certain. Migration 0013 says the same in the words of its triggers; the auditor compares.
"""

from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, literal_column
from sqlalchemy.orm import InstrumentedAttribute

PLACES = 1000
FINE = 990  # where the thousandths begin
NONE = -1  # of a row without a face

Column = ColumnElement[Any] | InstrumentedAttribute[Any]


def place_of(confidence: Column) -> ColumnElement[int]:
    """The step at or below a confidence, exactly: a product rounds, and what is on a step is not under it."""
    return case(
        (confidence.is_(None), NONE),
        (confidence < FINE / PLACES, 10 * _part(confidence, 100)),
        (confidence < 1.0, _part(confidence, PLACES)),
        else_=PLACES,
    )


def next_place(place: ColumnElement[int]) -> ColumnElement[int]:
    """The step above a place."""
    return case((place < FINE, place + 10), else_=place + 1)


def is_step(threshold: float) -> bool:
    """Whether faces are counted apart on either side of this threshold."""
    thousandths = round(threshold * PLACES)
    return thousandths / PLACES == threshold and (thousandths >= FINE or thousandths % 10 == 0)


def _part(confidence: Column, parts: int) -> ColumnElement[int]:
    """Which of so many equal parts of 1 a confidence is in."""
    about = cast(confidence * parts, Integer)
    whole: ColumnElement[float] = literal_column(f"{parts}.0")
    return about + case((confidence >= (about + 1) / whole, 1), (confidence < about / whole, -1), else_=0)
