"""Which faces of two answers about one picture are the same: those whose boxes overlap."""

from collections.abc import Sequence
from itertools import product

SAME = 0.5  # of the union, at least, is covered by both

Box = tuple[int, int, int, int]  # left, top, width and height in pixels of the upright image


def matched(some: Sequence[Box], others: Sequence[Box]) -> list[int | None]:
    """For each of some boxes which of the others it is, each once; the largest overlaps first."""
    places = product(range(len(some)), range(len(others)))
    pairs = sorted((-overlap(some[place], others[its]), place, its) for place, its in places)
    found: list[int | None] = [None] * len(some)
    taken: set[int] = set()
    for share, place, its in pairs:
        if -share >= SAME and found[place] is None and its not in taken:
            found[place] = its
            taken.add(its)
    return found


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes, 0 to 1."""
    width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (one[2] * one[3] + other[2] * other[3] - both)
