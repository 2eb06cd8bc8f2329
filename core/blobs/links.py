"""Packs that jobs share: the same file by two names, and a lock that keeps linking and emptying apart."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Change the files of a job's folder while nobody else does, in this process or in another.

    Who empties a part of a file must know how many names it has until that is done. Raises
    `FileNotFoundError` where there is no such folder.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def link(old: Path, new: Path) -> None:
    """Give a file a second name; where the disk has no links, or no more of them, copy it durably."""
    with alone(old.parent):
        try:
            new.hardlink_to(old)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copyfile(old, new)
            with new.open("rb") as file:
                os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make a folder's names durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
