"""What a threshold would leave to people: counts for every step that a slider has."""

from collections.abc import Iterable, Sequence

from core.results.places import PLACES
from core.results.tally import Place

# In thousandths: by hundredths, and finer where few answers are left to be told apart; as faces are counted.
STEPS: tuple[int, ...] = (*range(500, 990, 10), *range(990, 1001))


def left_uncertain(faces: Iterable[Place], steps: Sequence[int] = STEPS) -> list[int]:
    """How many faces a threshold of so many thousandths leaves uncertain: doubted flags count at each."""
    always, by_place = 0, [0] * (PLACES + 1)
    for each in faces:
        if each.doubted:
            always += each.faces
        else:
            by_place[each.place] += each.faces
    below = [0]
    for count in by_place:
        below.append(below[-1] + count)
    return [always + below[step] for step in steps]
