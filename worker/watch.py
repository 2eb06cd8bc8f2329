"""A watch over the pool's children: one that hangs over its work is killed, and another takes its place.

What hangs inside a decoder or a network cannot be interrupted from within its process, which may not even
run another thread meanwhile. Its images come back when their lease ends, and run alone from then on.

Celery puts another in a dead one's place only while it is connected to Redis. Where it does not, the worker
ends, and whatever supervises it starts another.
"""

import ctypes
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from multiprocessing.sharedctypes import RawArray

from worker.lookout import STUCK_SECONDS

log = logging.getLogger(__name__)

BULK_LANE, FAST_LANE = 0, 1
LANES = 2
TICK_SECONDS = 0.5
UNREPLACED_SECONDS = 10.0  # that a dead child may lie there

Watched = Callable[[], AbstractContextManager[None]]


class Watch:
    """Made before the fork: the children write into its memory how they come on, the parent reads it.

    Time is counted in looks of the parent's, so that a machine or a service that was stopped for a while
    has not hung.
    """

    def __init__(self, children: int, seconds: float) -> None:
        self._seconds = seconds
        self._pids = RawArray(ctypes.c_int, children)  # 0 once it was killed
        self._joined = RawArray(ctypes.c_int, children)
        self._steps = RawArray(ctypes.c_ulong, children * LANES)  # odd while at a piece
        self._stopped = threading.Event()

    def join(self, child: int) -> None:
        """In a child: be watched in this place, which a dead one may have had before."""
        for lane in range(LANES):
            self._steps[child * LANES + lane] = 0
        self._pids[child] = self._joined[child] = os.getpid()

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
        seen, looks, lying = list(self._steps), [0] * len(self._steps), 0
        while not self._stopped.wait(TICK_SECONDS):
            lying = lying + 1 if any(_lies_dead(pid) for pid in self._joined) else 0
            if lying * TICK_SECONDS > UNREPLACED_SECONDS:
                _end_worker()
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


def _lies_dead(pid: int) -> bool:
    """Whether a child has ended and nobody has looked after it."""
    try:
        return bool(pid) and os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:  # somebody has
        return False


def _end_worker() -> None:
    """Ask this process to stop with the batches that its living children have; kill it if it does not."""
    log.error("a process has died and no other takes its place: this worker is started again")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STUCK_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
