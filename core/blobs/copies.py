"""Packs as files that are copied durably, and only where they differ: a pack with rows never grows."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from core.blobs.links import sync_folder


class PackCopies:
    """A folder of packs that is filled; a pack with two names is stored once here too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._copies: dict[tuple[int, int], Path] = {}

    def take(self, source: Path, pack: str) -> int:
        """Copy one pack if it is not here as it is there; returns its length. Raises `FileNotFoundError`."""
        status, target = source.stat(), self.folder / pack
        file = (status.st_dev, status.st_ino)
        if not _is_copy(target, status):
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f"{target.name}.new")
            fresh.unlink(missing_ok=True)
            if file in self._copies:
                fresh.hardlink_to(self._copies[file])
            else:
                _copy(source, fresh, status)
            fresh.replace(target)
        self._copies.setdefault(file, target)
        return status.st_size


def _is_copy(path: Path, of: os.stat_result) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    return (status.st_size, status.st_mtime_ns) == (of.st_size, of.st_mtime_ns)


def _copy(source: Path, target: Path, status: os.stat_result) -> None:
    shutil.copyfile(source, target)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
    sync_file(target)


def was_cut(copy: Path, length: int) -> bool:
    """Whether a pack that is so long now was longer when it was copied: by itself none gets shorter."""
    try:
        return copy.stat().st_size > length
    except FileNotFoundError:
        return False


def keep_only(folder: Path, packs: Iterable[str]) -> None:
    """Remove every other file of a folder of packs, and folders that are empty then."""
    kept = {folder / pack for pack in packs}
    for path in sorted(folder.glob("*/*")):
        if path not in kept:
            path.unlink()
    for job in sorted(folder.glob("*/")):
        if not any(job.iterdir()):
            job.rmdir()


def sync_names(folder: Path) -> None:
    """Make the names of all packs in a folder durable."""
    for job in folder.glob("*/"):
        sync_folder(job)
    sync_folder(folder)


def sync_file(path: Path) -> None:
    """Make a file's bytes durable."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
