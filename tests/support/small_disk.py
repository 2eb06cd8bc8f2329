"""A disk of a few megabytes that gets really full."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, mebibytes: int) -> Iterator[Path]:
    """A file system in memory, mounted at a new folder; the test is skipped where nobody may mount one."""
    folder.mkdir(parents=True)
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=1777", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mounting, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if mounted.returncode:
        pytest.skip(f"no disk may be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607


@contextmanager
def filled(folder: Path, leave: int = 0) -> Iterator[None]:
    """Take all the room of a disk but so many bytes; give it back at the end."""
    filler = folder / "filler"
    with filler.open("wb") as file:
        there = os.statvfs(folder)
        os.posix_fallocate(file.fileno(), 0, max(there.f_bavail * there.f_frsize - leave, 1))
    try:
        yield
    finally:
        filler.unlink()
