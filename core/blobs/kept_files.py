"""The packs of a folder in a backup: pinned where they lie, and copied when the rows are."""

from collections.abc import Collection, Sequence
from pathlib import Path

from core.blobs.copies import PackCopies, was_cut
from core.blobs.pins import Pins
from core.blobs.store import BlobStore, Telling


class KeptFiles:
    """Pins of a store, and a folder of a backup that they are copied into."""

    def __init__(self, store: BlobStore, pins: Pins, folder: Path) -> None:
        self._store = store
        self._pins = pins
        self._copies = PackCopies(folder)

    def keep_all(self, tell: Telling) -> None:
        """Pin every pack; that is a name each, and needs no telling."""
        for job in self._store.folders():
            self._pins.renew(self._store.packs(job))

    def keep(self, packs: Collection[str]) -> None:
        """Pin these too, but for those that are gone."""
        self._pins.add(packs)

    def has(self, pack: str) -> bool:
        """Whether it is pinned, and as long as in the backup before."""
        try:
            length = self._pins.path(pack).stat().st_size
        except FileNotFoundError:
            return False
        return not was_cut(self._copies.folder / pack, length)

    def take(self, packs: Sequence[str], tell: Telling) -> int:
        """Copy these packs; returns their length together."""
        size = 0
        for done, pack in enumerate(packs, 1):
            size += self._copies.take(self._pins.path(pack), pack)
            tell(done, len(packs))
        return size
