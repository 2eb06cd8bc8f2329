"""What the model said, and what people said: a matrix of counts, with shares of its rows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.labels import LABELS
from core.reviews.types import REVIEW_LABELS

SHADES = 5  # of a cell's ground, beyond none


@dataclass(frozen=True, slots=True)
class Cell:
    """So many faces, as a share of those that got the row's label; `shade` grows with it."""

    said: str
    count: int
    share: float
    right: bool
    shade: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A row a label of the model, a cell a word of people."""

    rows: Sequence[tuple[str, Sequence[Cell]]]
    faces: int


def matrix_of(told: Iterable[tuple[str, str | None, int]]) -> Matrix:
    """From labels, what was said of them, and how many such faces there are."""
    counts: Counter[tuple[str, str | None]] = Counter()
    for label, said, faces in told:
        counts[label, said] += faces
    rows = [(label, [_cell(counts, label, said) for said in REVIEW_LABELS]) for label in LABELS]
    return Matrix(rows, counts.total())


def _cell(counts: Counter[tuple[str, str | None]], label: str, said: str) -> Cell:
    count, row = counts[label, said], sum(counts[label, word] for word in REVIEW_LABELS)
    share = count / row if row else 0.0
    shade = 0 if not count else min(SHADES, 1 + int(share * SHADES))
    return Cell(said, count, share, said == label, shade)
