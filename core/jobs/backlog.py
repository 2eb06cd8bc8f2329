"""The backlog: how many images wait, of everybody. When it is full, bulk uploads are put off.

It is counted once in a while, however many uploads come, so that a few more may slip in: it is a valve, not a
promise. Cameras are let through; what is theirs goes ahead of all that waits, and is bounded by itself.
"""

import time
from threading import Lock

from core.database import Database
from core.errors import Busy
from core.jobs.state import count_waiting

COUNT_SECONDS = 2.0
SHARE = 0.1  # of the time that adding up all jobs may take
RETRY_SECONDS = 10


class Backlog:
    """What this process knows of the backlog. `most` is how many may wait, 0 any number."""

    def __init__(self, database: Database, most: int) -> None:
        self._database = database
        self._most = most
        self._lock = Lock()
        self._waiting = 0
        self._next = 0.0

    def check(self) -> None:
        """Raises `Busy` while as many images wait as may."""
        if self._most and self._now() >= self._most:
            raise Busy(
                f"{self._most:,} images wait already, which is as many as may. Try again later.",
                "backlog_full",
                RETRY_SECONDS,
            )

    def add(self, images: int) -> None:
        """Note what was accepted since the last count."""
        with self._lock:
            self._waiting += images

    def _now(self) -> int:
        with self._lock:  # one counts, the others wait for what it finds
            begun = time.monotonic()
            if begun >= self._next:
                with self._database.read() as connection:
                    self._waiting = count_waiting(connection)
                ended = time.monotonic()
                self._next = ended + max(COUNT_SECONDS, (ended - begun) / SHARE)
            return self._waiting
