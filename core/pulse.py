"""A file that a process touches while its loop goes round: a probe can tell it from one that hangs."""

import time
from pathlib import Path


def beat(file: Path) -> None:
    """Note that the loop went round. Raises `OSError`."""
    file.touch()


def seconds_since(file: Path) -> float | None:
    """How long ago that was; None where it never was."""
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return None
