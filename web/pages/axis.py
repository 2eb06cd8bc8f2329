"""Axes of drawings: where a value lies on one, in per cent of its length, and where its ticks are."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, with a tick every `step`."""

    low: float
    high: float
    step: float

    def at(self, value: float) -> float:
        """The place of a value, in per cent."""
        return round(100 * (value - self.low) / (self.high - self.low), 2)

    @property
    def ticks(self) -> tuple[tuple[float, float], ...]:
        """Pairs of a place in per cent and the value there."""
        count = round((self.high - self.low) / self.step) + 1
        return tuple((self.at(value), value) for value in (self.low + self.step * i for i in range(count)))


def share_axis(lowest: float) -> Axis:
    """An axis of shares from a round one below the lowest to all; on a phone there is room for six ticks."""
    step = 0.1 if lowest >= 0.5 else 0.2
    steps = max(1, math.ceil(round((1 - lowest) / step, 9)))  # 0.3 / 0.1 is a little more than 3
    return Axis(max(0.0, round(1 - step * steps, 1)), 1.0, step)


def count_axis(most: int) -> Axis:
    """An axis of whole numbers from nothing to a round one above the most, with about four ticks."""
    rough = max(1.0, most / 4)
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * times for times in (1, 2, 5, 10) if size * times >= rough)
    return Axis(0.0, step * max(1, math.ceil(most / step)), step)
