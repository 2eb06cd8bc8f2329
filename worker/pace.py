"""Pieces of work so short that what is urgent need not wait long for its turn between two of them."""

import time
from collections.abc import Callable, Iterator, Sequence

from core.work.types import ClaimedImage

PIECE_SECONDS = 0.02
BATCH_SECONDS = 0.5
SHARE_SECONDS = 0.06  # of work: less is not worth a claim of its own
SHARES = 4  # into which what is left is parted
REST = 0.75  # of a piece's time
FIRST = 4  # images, before anything is known


class Pace:
    """Cuts work by how long the last of it took."""

    def __init__(
        self, seconds: float = PIECE_SECONDS, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._size = FIRST
        self._each: float | None = None  # seconds of an image, of the last piece
        self._began = self._paused = 0.0

    def pieces(self, images: Sequence[ClaimedImage]) -> Iterator[Sequence[ClaimedImage]]:
        """Give images piece by piece; what is done with one before the next is asked for is its time."""
        start = 0
        while start < len(images):
            piece = images[start : start + self._size]
            start += len(piece)
            self._began, self._paused = self._clock(), 0.0
            yield piece
            self._each = self._taken() / len(piece)
            self._size = self._within(self._seconds)

    def batch(self, most: int) -> int:
        """How many bulk images to take at once: some half a second's work, a power of two, `most` at most.

        What one process has taken nobody else works on: of a hundred large photographs one would take 64, and
        the others of the machine would stand still while it ends them. Few sizes are few statements.
        """
        if self._each is None:
            return most
        return min(most, _power_of_two(self._within(BATCH_SECONDS)))

    def share(self, most: int, waiting: Callable[[int], int]) -> int:
        """How many of those `most` to take: of the last that wait a quarter, or the power of two below it.

        So no process is still at a whole batch when the others have nothing left. `waiting` counts them, no
        further than it is told; where a batch is little work it is not asked. (Guided self-scheduling: C. D.
        Polychronopoulos and D. J. Kuck, IEEE Transactions on Computers, 1987.)
        """
        least = min(most, _power_of_two(self._within(SHARE_SECONDS)))
        if self._each is None or least == most:
            return most
        return min(most, max(least, _power_of_two(waiting(SHARES * most) // SHARES)))

    def _within(self, seconds: float) -> int:
        return max(1, int(seconds / max(self._each or 0.0, 1e-6)))

    def pause(self, what: Callable[[], None]) -> None:
        """Do something in between that does not count."""
        began = self._clock()
        what()
        self._paused += self._clock() - began

    def rest(self, sleep: Callable[[float], None] = time.sleep) -> None:
        """Leave the core to others for a part of the time that the piece took; that does not count either."""
        self.pause(lambda: sleep(REST * self._taken()))

    def _taken(self) -> float:
        return self._clock() - self._began - self._paused


def _power_of_two(number: int) -> int:
    """The largest that is no larger; 0 of none."""
    return 1 << (number.bit_length() - 1) if number else 0
