"""A fair queue before SQLite's write lock.

SQLite makes a second writer poll with sleeps of up to 100 ms, so that under load the unlucky ones wait long
after the lock is free. A file lock wakes the next writer at once. It guards only the waiting: the
transaction itself is still protected by `BEGIN IMMEDIATE`, whoever else opens the file.
"""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO


class WriterQueue:
    """Lets one writer at a time through, over all processes that use the same SQLite file."""

    def __init__(self, database: Path | None) -> None:
        self._path = database.with_name(database.name + "-writers") if database else None
        self._file: IO[bytes] | None = None
        self._thread_turn = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn and hold it. Postgres needs no queue: its rows are locked one by one."""
        with self._thread_turn if self._path else nullcontext():
            if self._path is None:
                yield
                return
            if self._file is None:
                self._file = self._path.open("wb")
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)
