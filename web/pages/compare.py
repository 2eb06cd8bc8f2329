"""Versions of the model side by side: what their cards measured alike, and what they were told here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.artefacts import Artefact, Card
from web.pages.axis import Axis, share_axis
from web.pages.headline import headline_first

Row = Mapping[str, Any]  # of a card, as JSON
MOST = 4  # versions that fit beside each other


@dataclass(frozen=True, slots=True)
class Cell:
    """A version's number with its interval, and their places on the axis in per cent."""

    value: float
    low: float
    high: float
    x: float
    left: float
    right: float
    more: float | None  # than the first version's; None for that one, and where it has none


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was measured: a cell a version, None where its card does not say."""

    name: str
    note: str
    n: int
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one kind on one axis, whose ticks are pairs of a place in per cent and a share."""

    kind: str
    ticks: tuple[tuple[float, float], ...]
    lines: tuple[Line, ...]


MEASURES = (("metrics", "balanced_accuracy"), ("slices", "balanced_accuracy"),
            ("age", "within_one_group"), ("mask", "balanced_accuracy"))  # fmt: skip


def side_by_side(cards: Sequence[Card]) -> list[Block]:
    """A block for each part of the cards that any of them has."""
    blocks = (_block(cards, part, measure) for part, measure in MEASURES)
    return [block for block in blocks if block.lines]


def _block(cards: Sequence[Card], part: str, measure: str) -> Block:
    by_set = [{row["set"]: row for row in _in_order(card.get(part) or (), part)} for card in cards]
    names = dict.fromkeys(name for rows in by_set for name in rows)
    found = [(name, [rows.get(name) for rows in by_set]) for name in names]
    axis = share_axis(min((row[measure]["low"] for _, rows in found for row in rows if row), default=0.5))
    return Block(part, axis.ticks, tuple(_line(name, rows, measure, axis) for name, rows in found))


def _in_order(rows: Sequence[Row], part: str) -> Sequence[Row]:
    return sorted(rows, key=headline_first) if part == "metrics" else rows


def _line(name: str, rows: Sequence[Row | None], measure: str, axis: Axis) -> Line:
    first = rows[0][measure]["value"] if rows[0] else None
    cells = tuple(
        None if row is None else _cell(row[measure], None if place == 0 else first, axis)
        for place, row in enumerate(rows)
    )
    some = next(row for row in rows if row)
    return Line(name, some.get("description", ""), some["n"], cells)


def _cell(estimate: Mapping[str, float], first: float | None, axis: Axis) -> Cell:
    low, value, high = (estimate[part] for part in ("low", "value", "high"))
    more = None if first is None else value - first
    return Cell(value, low, high, axis.at(value), axis.at(low), axis.at(high), more)


def served_bytes(artefact: Artefact) -> int | None:
    """How large the file is that LiteRT serves; None where the card names none."""
    files = (artefact.card or {}).get("files", {})
    return next((int(file["bytes"]) for name, file in files.items() if name.endswith(".tflite")), None)
