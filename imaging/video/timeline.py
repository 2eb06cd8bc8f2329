"""When frames are, and which of them are sampled: arithmetic alone."""

import math
from dataclasses import dataclass

_USUAL_RATE = 25.0
_RATES = (0.1, 1000.0)  # frames a second that are believed; a header may say anything


def sane_rate(said: float) -> float:
    """Frames a second, where the header's word is possible, else what films have."""
    return said if math.isfinite(said) and _RATES[0] <= said <= _RATES[1] else _USUAL_RATE


def promised_seconds(frames: float, rate: float) -> float | None:
    """How long a header says that the video is; None where it does not say."""
    return frames / rate if math.isfinite(frames) and 0 < frames < 1e9 else None


@dataclass(slots=True)
class Timeline:
    """The times of frames from the first one, never going back, whatever the file's clock says."""

    rate: float
    at: float = 0.0
    first: float | None = None  # the file's clock at its first frame

    def next(self, clock: float) -> float:
        """The time of the next frame by the file's `clock`, both in seconds."""
        if not math.isfinite(clock):
            clock = 0.0
        if self.first is None:
            self.first = clock
            return self.at
        told = clock - self.first
        self.at = told if told > self.at else self.at + 1 / self.rate
        return self.at


@dataclass(slots=True)
class Picker:
    """Picks the first frame of each stretch of `every` seconds; half a frame early counts as in time."""

    every: float
    rate: float
    _next: int = 0  # the stretch that has no frame yet

    def picks(self, at: float) -> bool:
        """Whether the frame at this time is sampled. Times must not go back."""
        stretch = math.floor((at + 0.5 / self.rate) / self.every)
        if stretch < self._next:
            return False
        self._next = stretch + 1
        return True


def expected_samples(seconds: float | None, every: float) -> int:
    """About how many frames will be sampled; 1 where nobody knows."""
    return 1 if seconds is None else max(1, math.ceil(seconds / every))
