"""Faces that an earlier model called otherwise (`core/reviews/compare.py`), and their order."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from core.tables import Result


def differs() -> ColumnElement[bool]:
    """Whether the two models differ about a face: over its label, or over its being there."""
    return Result.conflict.is_not(None)


def by_conflict() -> Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]:
    """The most surely contradicted first, then faces that only the later model found; agreement last."""
    return Result.conflict.desc().nulls_last(), Result.image_id, Result.ordinal
