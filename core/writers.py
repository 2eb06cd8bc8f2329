"""A fair queue before SQLite's write lock.

SQLite makes a second writer poll with sleeps of up to 100 ms, so that under load the unlucky ones wait long
after the lock is free. A file lock wakes the next writer at once. It guards only the waiting: the
transaction itself is still protected by `BEGIN IMMEDIATE`, whoever else opens the file.
"""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.errors import Busy

BUSY = "The database is busy; nothing was stored. Try again shortly."


class WriterQueue:
    """Lets one writer at a time through, over all processes that use the same SQLite file."""

    def __init__(self, database: Path | None, seconds: float) -> None:
        self._path = database.with_name(database.name + "-writers") if database else None
        self._file: IO[bytes] | None = None
        self._thread_turn = threading.Lock()
        self._seconds = seconds

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn and hold it. Postgres needs no queue: its rows are locked one by one.

        Raises `Busy` when the others do not get done in time; a process that was stopped never does.
        """
        if self._path is None:
            yield
            return
        deadline = time.monotonic() + self._seconds
        if not self._thread_turn.acquire(timeout=self._seconds):
            raise Busy(BUSY)
        try:
            if self._file is None:
                self._file = self._path.open("wb")
            file, self._file = self._file, None  # somebody may still wait with it when our time is over
            _lock(file, deadline - time.monotonic())
            self._file = file
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            self._thread_turn.release()

    def close(self) -> None:
        """Close the lock's file."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _lock(file: IO[bytes], seconds: float) -> None:
    """Lock a file when its turn comes. Raises `Busy` after so long; the file is then somebody else's."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if not _Waiting(file).comes_within(seconds):
            raise Busy(BUSY) from None


class _Waiting(threading.Thread):
    """One place in the kernel's queue, which knows neither a time-out nor a way to step back."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(name="writers", daemon=True)
        self._file = file
        self._guard = threading.Lock()
        self._locked = threading.Event()
        self._given_up = False
        self.start()

    def comes_within(self, seconds: float) -> bool:
        """Wait for the lock so long. After a False the file is closed when its turn comes."""
        if self._locked.wait(seconds):
            return True
        with self._guard:
            self._given_up = not self._locked.is_set()
            return not self._given_up

    def run(self) -> None:
        """Wait; in a thread of its own."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        with self._guard:
            if self._given_up:
                self._file.close()
            else:
                self._locked.set()
