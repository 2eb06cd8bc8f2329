"""What a threshold buys, as the model's card tells it: fewer answers, and fewer wrong ones."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]  # of the card, as JSON
FINE = 0.99  # above it a hundredth is too coarse a step


@dataclass(frozen=True, slots=True)
class Step:
    """A threshold, the share that it lets be answered, the share of these that is right; `link` takes it."""

    threshold: float
    answered: float
    accuracy: float
    link: str


@dataclass(frozen=True, slots=True)
class Table:
    """The steps on one measured set."""

    set: str
    description: str
    steps: tuple[Step, ...]


def coverage_tables(coverage: Sequence[Row], metrics: Sequence[Row]) -> list[Table]:
    """A table for each of the measured sets that has rows of coverage, in the order of the sets."""
    tables = (
        Table(
            measured["set"],
            measured["description"],
            tuple(_step(row) for row in coverage if row["set"] == measured["set"]),
        )
        for measured in metrics
    )
    return [table for table in tables if table.steps]


def _step(row: Row) -> Step:
    threshold = float(row["threshold"])
    # Rounded up, so that a job that takes it is at least as strict as what was measured.
    parts = 10_000 if threshold > FINE else 100
    rounded = min(1 - 1 / parts, math.ceil(threshold * parts) / parts)  # at 1 nothing would be answered
    return Step(threshold, row["answered"], row["accuracy"], f"/?threshold={rounded:g}")
