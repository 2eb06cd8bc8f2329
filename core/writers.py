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
        self._waiting: _Waiting | None = None  # one at a time, however many give up meanwhile
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
            file = self._lock(self._path, deadline)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            self._thread_turn.release()

    def _lock(self, path: Path, deadline: float) -> IO[bytes]:
        """Lock the file when its turn comes, in the place of who gave up before. Raises `Busy` too late."""
        if self._file is None:
            self._file = path.open("wb")
        if self._waiting is None or not self._waiting.rejoin():
            self._waiting = None
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._waiting = _Waiting(self._file)
        if self._waiting is not None:
            if not self._waiting.comes_within(deadline - time.monotonic()):
                raise Busy(BUSY)
            self._waiting = None
        return self._file

    def close(self) -> None:
        """Close the lock's file, at the latest when the turn comes of who may still wait with it."""
        if self._file is not None and (self._waiting is None or not self._waiting.leave()):
            self._file.close()
        self._file = self._waiting = None


class _Waiting(threading.Thread):
    """One place in the kernel's queue, which knows neither a time-out nor a way to step back."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(name="writers", daemon=True)
        self._file = file
        self._guard = threading.Lock()
        self._locked = threading.Event()
        self._wanted = True
        self._over = self._left = False
        self.start()

    def comes_within(self, seconds: float) -> bool:
        """Wait for the lock so long. After a False nobody holds it when its turn comes."""
        if self._locked.wait(seconds):
            return True
        with self._guard:
            self._wanted = self._locked.is_set()
            return self._wanted

    def rejoin(self) -> bool:
        """Wait in this place again. False where its turn has come and gone."""
        with self._guard:
            self._wanted = not self._over
            return self._wanted

    def leave(self) -> bool:
        """Leave the file to this place, to be closed when its turn comes. False where that is over."""
        with self._guard:
            self._left = not self._over
            return self._left

    def run(self) -> None:
        """Wait; in a thread of its own."""
        fcntl.flock(self._file, fcntl.LOCK_EX)
        with self._guard:
            if self._wanted:
                self._locked.set()
                return
            self._over = True
            if self._left:
                self._file.close()
            else:
                fcntl.flock(self._file, fcntl.LOCK_UN)
