"""Where a backup lies until it is whole, and that only one at a time is written to a folder."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import Conflict

LOCK = "lock"


@contextmanager
def unfinished(folder: Path) -> Iterator[Path]:
    """An empty folder in the folder of a backup, gone at the end.

    Raises `Conflict` while somebody else writes a backup there, and `OSError` where that cannot be.
    """
    place = folder / "unfinished"
    place.mkdir(parents=True, exist_ok=True)
    lock = os.open(place / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        with suppress(OSError):  # where the file system has no locks, whoever calls must see to it
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Conflict(f"Another backup is being written to {folder}.", "in_use") from None
        for left in place.iterdir():
            if left.name != LOCK:
                left.unlink()
        yield place
        shutil.rmtree(place)
    finally:
        os.close(lock)
