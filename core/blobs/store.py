"""What a store of packs does, wherever they lie. A pack belongs to one job and is written once.

All accepted images of one request lie in packs that are durable before anything is promised. Each image is
followed by a checksum of its bytes.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

from core.blobs.types import BlobMissing, BlobRef, PackCopy, PackFile
from core.errors import Conflict

RESTORING = ".restoring"  # what lies in a store while a backup is put there, and says which
Telling = Callable[[int, int], None]  # how many packs are done, and of how many


def unchanged(folders: Mapping[str, float], older_than_seconds: float) -> list[str]:
    """The jobs of what `BlobStore.folders` returned, but for those of which some changed lately."""
    newest = time.time() - older_than_seconds
    return [job_id for job_id, changed_at in folders.items() if changed_at < newest]


class PackWriter(Protocol):
    """What one request's bytes are written to; a store may cut them into several packs."""

    def add(self, data: bytes) -> BlobRef:
        """Append one image's bytes; they are durable when the `with` block of the pack has ended."""
        ...

    def add_file(self, file: BinaryIO) -> BlobRef:
        """Append what is left of a file, however large, a piece at a time; nobody reads it from here."""
        ...


class BlobStore(ABC):
    """Packs. What cannot be written or removed is an `OSError`, whatever it lies on."""

    @abstractmethod
    def pack(self, job_id: str) -> AbstractContextManager[PackWriter]:
        """Write for a job: durable at the end of the block; nothing stays of a block that fails or is empty.

        What is written for `LIVE` is not durable: its frame is not kept.
        """

    @abstractmethod
    def copy(self, packs: Sequence[str], job_id: str) -> dict[str, PackCopy]:
        """Give another job its own name for each of these packs; they are durable when this returns.

        Raises `BlobMissing`, and then leaves nothing.
        """

    @abstractmethod
    def trouble(self, room: int) -> str | None:
        """Why nothing can be stored now, or None: it must be writable and have so many bytes free."""

    @abstractmethod
    def free_bytes(self) -> int:
        """How many bytes uploads have room for; 0 where it does not answer."""

    @abstractmethod
    def discard(self, pack: str) -> None:
        """Remove one pack; nothing happens if it is gone."""

    @abstractmethod
    def wipe(self, pack: str, ranges: Sequence[tuple[int, int]]) -> None:
        """Overwrite images (offset, length) of a pack that others stay in; nothing happens if it is gone.

        A job that was classified again keeps what is deleted here.
        """

    @abstractmethod
    def discard_live(self, older_than_seconds: float) -> None:
        """Remove live frames that were written so long ago that nobody can need them."""

    @abstractmethod
    def read(self, refs: Sequence[BlobRef]) -> list[bytes | BlobMissing]:
        """Read many images' bytes; what cannot be read is an error in its place.

        Raises `StoreUnavailable` where it is not these bytes that are gone, but the store.
        """

    def read_one(self, ref: BlobRef) -> bytes:
        """Read one image's bytes. Raises `BlobMissing`."""
        data = self.read([ref])[0]
        if isinstance(data, BlobMissing):
            raise data
        return data

    @abstractmethod
    def file(
        self, ref: BlobRef, meanwhile: Callable[[], object] = lambda: None
    ) -> AbstractContextManager[Path]:
        """A file of a pack that holds one thing alone, for who cannot take its bytes at once.

        Where it has to be fetched, `meanwhile` is called now and then. Raises `BlobMissing` where it is gone
        or shorter than recorded, and `StoreUnavailable`.
        """

    @abstractmethod
    def keeping(self, folder: Path) -> AbstractContextManager["Keeping"]:
        """Keep packs as they are for a backup whose packs are in this folder."""

    @abstractmethod
    def drop_left_pins(self) -> None:
        """Remove the pins of those who were killed."""

    @abstractmethod
    def drop_left_mark(self) -> None:
        """Remove the mark of a restore that was killed after its last step: its rows are there."""

    @abstractmethod
    def restoring(self, backup: Path, said: bytes, jobs: Set[str]) -> AbstractContextManager["Restoring"]:
        """Put packs of a backup there, of these jobs; `backup` is their folder, and `said` names the backup.

        The store is marked until the block has ended well. Raises `Conflict` where it is in use.
        """

    def check_unused(self, marked: bool, jobs: Set[str]) -> None:
        """Raises `Conflict` where packs lie that no restore which was cut short has put there.

        Those of a running Browline must not be overwritten by older ones of the same jobs.
        """
        there = self.folders().keys()
        if there - jobs or (there and not marked):
            raise Conflict(
                "The store of images is in use already, and a backup goes only where nothing is: set another "
                "BROWLINE_HOME or BLOB_URL.",
                "not_empty",
            )

    @abstractmethod
    def folders(self) -> dict[str, float]:
        """The jobs that have bytes here, and when a pack last changed, or was removed where that shows.

        Seconds since 1970.
        """

    def job_ids(self, older_than_seconds: float) -> list[str]:
        """The jobs that have bytes here, but for those of which some changed lately."""
        return unchanged(self.folders(), older_than_seconds)

    def settled(self, job_id: str, older_than_seconds: float) -> list[str]:
        """The packs of a job that nobody writes, and that nobody has written for so long."""
        newest = time.time() - older_than_seconds
        old = [name for name, pack in self.packs(job_id).items() if pack.changed_at < newest]
        return [name for name in old if not self.is_written(name)]

    def is_settled(self, job_id: str) -> bool:
        """Whether nobody writes a pack of this job; a slow request may take longer than any time limit."""
        return not any(self.is_written(name) for name in self.packs(job_id))

    @abstractmethod
    def is_written(self, pack: str) -> bool:
        """Whether somebody writes a pack that can be seen already."""

    @abstractmethod
    def packs(self, job_id: str) -> dict[str, PackFile]:
        """Every pack of a job, or of `LIVE`, by its name in a `BlobRef`."""

    @abstractmethod
    def delete_job(self, job_id: str) -> None:
        """Remove every pack of a job as far as that is possible now; the sweeper removes what is left."""


class Keeping(Protocol):
    """What keeps packs for a backup, whatever happens to them in the store meanwhile."""

    def keep_all(self, tell: Telling) -> None:
        """Keep every pack as it is now, also those that were kept before and have changed since."""
        ...

    def keep(self, packs: Collection[str]) -> None:
        """Keep these too, but for those that are gone."""
        ...

    def has(self, pack: str) -> bool:
        """Whether a pack is kept. One that was cut since the backup before is not: the longer one stays."""
        ...

    def take(self, packs: Sequence[str], tell: Telling) -> int:
        """Have these in the backup, durably but for their names; returns their length together."""
        ...


class Restoring(Protocol):
    """What takes the packs of a backup."""

    def put(self, packs: Sequence[str], tell: Telling) -> None:
        """Store these packs: they are durable when this returns. What is there from a try before stays."""
        ...
