"""A fair queue before SQLite's write lock.

SQLite makes a second writer poll with sleeps of up to 100 ms, so that under load the unlucky ones wait long
after the lock is free. A file lock wakes the next writer at once. It guards only the waiting: the
transaction itself is still protected by `BEGIN IMMEDIATE`, whoever else opens the file.
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.errors import Busy


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

        Raises `Busy` when this process's other writers do not get done in time.
        """
        if self._path is None:
            yield
            return
        if not self._thread_turn.acquire(timeout=self._seconds):
            raise Busy("The database is busy; nothing was stored. Try again shortly.")
        try:
            if self._file is None:
                self._file = self._path.open("wb")
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._thread_turn.release()

    def close(self) -> None:
        """Close the lock's file."""
        if self._file is not None:
            self._file.close()
            self._file = None
