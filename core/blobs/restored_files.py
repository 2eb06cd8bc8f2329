"""The packs of a backup on their way into a folder."""

from collections.abc import Sequence
from pathlib import Path

from core.blobs.copies import PackCopies
from core.blobs.links import sync_folder
from core.blobs.store import Telling


class RestoredFiles:
    """Packs are copied into the folder of a store, and linked where the backup has them once."""

    def __init__(self, folder: Path, backup: Path) -> None:
        self._folder = folder
        self._backup = backup

    def put(self, packs: Sequence[str], tell: Telling) -> None:
        """Copy these packs, but for those that are there as they are in the backup."""
        copies = PackCopies(self._folder)
        for done, pack in enumerate(packs, 1):
            copies.take(self._backup / pack, pack)
            tell(done, len(packs))
        for job_id in {pack.partition("/")[0] for pack in packs}:
            sync_folder(self._folder / job_id)
        sync_folder(self._folder)
