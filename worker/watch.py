"""A watch over the pool's children: one that hangs over its work is killed, and another takes its place.

What hangs inside a decoder or a network cannot be interrupted from within its process, which may not even
run another thread meanwhile. Its images come back when their lease ends, and run alone from then on.
"""

import ctypes
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from multiprocessing.sharedctypes import RawArray

log = logging.getLogger(__name__)

BULK_LANE, FAST_LANE = 0, 1
LANES = 2
TICK_SECONDS = 0.5

Watched = Callable[[], AbstractContextManager[None]]


class Watch:
    """Made before the fork: the children write into its memory how they come on, the parent reads it.

    Time is counted in looks of the parent's, so that a machine or a service that was stopped for a while
    has not hung.
    """

    def __init__(self, children: int, seconds: float) -> None:
        self._seconds = seconds
        self._pids = RawArray(ctypes.c_int, children)
        self._steps = RawArray(ctypes.c_ulong, children * LANES)  # odd while at a piece
        self._stopped = threading.Event()

    def join(self, child: int) -> None:
        """In a child: be watched in this place, which a dead one may have had before."""
        for lane in range(LANES):
            self._steps[child * LANES + lane] = 0
        self._pids[child] = os.getpid()

    def lane(self, child: int, lane: int) -> Watched:
        """In a child: what a thread puts around each piece of its work."""
        place = child * LANES + lane

        @contextmanager
        def watched() -> Iterator[None]:
            self._steps[place] += 1
            try:
                yield
            finally:
                self._steps[place] += 1

        return watched

    def start(self) -> None:
        """In the parent: look after the children until `stop`."""
        threading.Thread(target=self._look_after, name="watch", daemon=True).start()

    def stop(self) -> None:
        """In the parent: who stops them has its own patience."""
        self._stopped.set()

    def _look_after(self) -> None:
        seen, looks = list(self._steps), [0] * len(self._steps)
        while not self._stopped.wait(TICK_SECONDS):
            for place, step in enumerate(self._steps):
                looks[place] = looks[place] + 1 if step == seen[place] and step % 2 else 0
                seen[place] = step
                if looks[place] * TICK_SECONDS > self._seconds:
                    looks[place] = 0
                    self._kill(place // LANES)

    def _kill(self, child: int) -> None:
        pid, self._pids[child] = self._pids[child], 0
        if pid:
            log.error("process %d has hung over its work for %g s and is killed", pid, self._seconds)
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
