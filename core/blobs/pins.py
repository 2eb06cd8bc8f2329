"""Packs that stay as they are while somebody copies them, whatever is deleted meanwhile.

Each gets a second name, as when a job is classified again: who deletes a pack removes another name of it, and
who overwrites a part of one makes it a file of its own first (`core/blobs/punch.py`).
"""

import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from core.blobs.links import link
from core.ids import new_id

PREFIX = ".pins-"
YOUNG_SECONDS = 60.0  # in which whoever made a folder of pins has locked it


@dataclass(frozen=True, slots=True)
class Pins:
    """The second names, beside the packs of a store's folder."""

    store: Path
    folder: Path

    def add(self, packs: Iterable[str]) -> None:
        """Pin these packs too, but for those that are gone."""
        for pack in packs:
            pin = self.path(pack)
            if not pin.exists():
                pin.parent.mkdir(exist_ok=True)
                with suppress(FileNotFoundError):
                    link(self.store / pack, pin)

    def renew(self, packs: Iterable[str]) -> None:
        """Pin these packs as they are now: in a pack that was pinned before something may be erased since."""
        for pack in packs:
            with suppress(FileNotFoundError):
                pinned, now = self.path(pack).stat(), (self.store / pack).stat()
                if pinned.st_ino != now.st_ino and pinned.st_mtime_ns < now.st_mtime_ns:
                    self.path(pack).unlink()
            self.add([pack])

    def path(self, pack: str) -> Path:
        """Where the bytes of a pinned pack can be read."""
        return self.folder / pack


@contextmanager
def pinning(store: Path) -> Iterator[Pins]:
    """Pins in a store's folder, gone at the end."""
    store.mkdir(parents=True, exist_ok=True)
    folder = store / f"{PREFIX}{new_id()}"
    folder.mkdir()
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield Pins(store, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def drop_left_pins(store: Path) -> None:
    """Remove the pins of those who were killed: they would keep what is deleted."""
    for folder in store.glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError):
            if time.time() - folder.stat().st_mtime > YOUNG_SECONDS and not _is_held(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_held(folder: Path) -> bool:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
