"""Where a backup lies until it is whole, and that only one at a time is written to a folder."""

import fcntl
import os
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
    lock = _locked(place)
    try:
        _empty(place)
        yield place
        _empty(place)
        (place / LOCK).unlink()  # last: from here on another one may be in
        with suppress(OSError):
            place.rmdir()
    finally:
        os.close(lock)


def _locked(place: Path) -> int:
    """The descriptor of the lock in a folder, which is made."""
    while True:
        place.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # whoever was here has just removed it
            lock = os.open(place / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
            try:
                _lock(lock, place)
                if os.path.samestat(os.fstat(lock), (place / LOCK).stat()):
                    return lock
            except BaseException:
                os.close(lock)
                raise
            os.close(lock)  # of a file that is removed, and locks nobody out


def _lock(lock: int, place: Path) -> None:
    with suppress(OSError):  # where the file system has no locks, whoever calls must see to it
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"Another backup is being written to {place.parent}.", "in_use") from None


def _empty(place: Path) -> None:
    for left in place.iterdir():
        if left.name != LOCK:
            left.unlink()
