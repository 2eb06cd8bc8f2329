"""Which folders of jobs a process has made durable in the store's folder: their names need no second sync.

A name stays durable for as long as its folder is there. Another process may remove an empty one and make it
anew under the same name, and be about to sync that: so a folder is known by itself, held open, and not by its
name. As long as it is open the disk gives its number to no other one.
"""

import os
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from core.blobs.links import sync_folder

MOST = 64  # of the jobs that are sent at a time; each is an open file


class KnownFolders:
    """The folders that this process wrote to last."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, int] = OrderedDict()
        self._lock = Lock()

    def make_durable(self, folder: Path) -> None:
        """Sync a folder's name, unless this process has done so since it was made."""
        if self._is_known(folder):
            return
        descriptor = os.open(folder, os.O_RDONLY)  # before the sync: this one is synced, or an older one
        try:
            sync_folder(folder.parent)
        except BaseException:
            os.close(descriptor)
            raise
        self._remember(folder, descriptor)

    def forget(self, folder: Path) -> None:
        """Hold a folder no more, which is gone."""
        with self._lock:
            descriptor = self._open.pop(folder, None)
        if descriptor is not None:
            os.close(descriptor)

    def _is_known(self, folder: Path) -> bool:
        with self._lock:  # or it might be closed meanwhile, and its number be another file's
            descriptor = self._open.get(folder)
            if descriptor is None or not os.path.samestat(os.fstat(descriptor), folder.stat()):
                return False
            self._open.move_to_end(folder)
            return True

    def _remember(self, folder: Path, descriptor: int) -> None:
        with self._lock:
            over = [self._open.pop(folder, None)]
            self._open[folder] = descriptor
            if len(self._open) > MOST:
                over.append(self._open.popitem(last=False)[1])
        for old in over:
            if old is not None:
                os.close(old)
