"""Packs as files: appended to, one file a request, synced once before anything is promised.

One sync for a group of 64 images costs a sixth of 64 syncs. Deleting a job deletes whole files.
"""

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from core.blobs.checksum import CHECKED, CHECKSUM_BYTES, behind, checksum
from core.blobs.images import image_in
from core.blobs.kept_files import KeptFiles
from core.blobs.known_folders import KnownFolders
from core.blobs.links import alone, link, sync_folder
from core.blobs.pins import drop_left_pins, pinning
from core.blobs.punch import empty
from core.blobs.restored_files import RestoredFiles
from core.blobs.store import RESTORING, BlobStore
from core.blobs.types import LIVE, BlobMissing, BlobRef, PackCopy, PackFile
from core.errors import StoreUnavailable
from core.ids import is_id, new_id

PIECE_BYTES = 2**20  # that are handed to the disk at once
LOST_RACES = 10  # of one new pack, for its folder; so many in turn are something else


class FilePack:
    """One pack while it is written."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self._name = name
        self._file = file
        self._offset = 0

    @property
    def empty(self) -> bool:
        """True while nothing was added."""
        return self._offset == 0

    def add(self, data: bytes) -> BlobRef:
        """Append one image's bytes; they are durable when the `with` block of the pack has ended."""
        self._file.write(data)
        self._file.write(checksum(data))
        ref = BlobRef(self._name, self._offset, len(data))
        self._offset += len(data) + CHECKSUM_BYTES
        return ref

    def add_file(self, file: BinaryIO) -> BlobRef:
        """Append what is left of a file, however large, a piece at a time; nobody reads it from here."""
        start = self._offset
        while piece := file.read(PIECE_BYTES):
            self._file.write(piece)
            self._offset += len(piece)
        return BlobRef(self._name, start, self._offset - start)


class FolderStore(BlobStore):
    """Packs as files in a folder that every role mounts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known = KnownFolders()

    @contextmanager
    def pack(self, job_id: str) -> Iterator[FilePack]:
        """Write one pack of a job: synced at the end; removed if it stays empty or the block fails."""
        folder = self._folder / job_id
        if not self._folder.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            sync_folder(self._folder.parent)
        name = f"{job_id}/{new_id()}{CHECKED}"
        try:
            with _new_file(self._folder / name) as file:
                fcntl.flock(file, fcntl.LOCK_SH)  # while it is written, however long that takes
                pack = FilePack(name, file)
                yield pack
                file.flush()
                os.utime(file.fileno())  # its rows come now
                if job_id != LIVE:
                    os.fdatasync(file.fileno())
            if pack.empty:
                self.discard(name)
            if pack.empty or job_id == LIVE:
                return
            # Also where the job's folder was there: another process may have made it and not synced it yet.
            sync_folder(folder)
            self._known.make_durable(folder)
        except BaseException:
            self.discard(name)
            raise

    def copy(self, packs: Sequence[str], job_id: str) -> dict[str, PackCopy]:
        """Give another job its own name for each of these packs; they are durable when this returns.

        Nobody writes to a pack that has rows, so both names may be of one file, whose bytes stay until both
        are gone; where the disk has no such links the bytes are copied. Raises `BlobMissing`, and then leaves
        nothing.
        """
        folder = self._folder / job_id
        folder.mkdir()
        names = {pack: f"{job_id}/{Path(pack).name}" for pack in packs}
        try:
            for pack, name in names.items():
                link(self._folder / pack, self._folder / name)
            lengths = {pack: (self._folder / name).stat().st_size for pack, name in names.items()}
        except BaseException as error:
            self.delete_job(job_id)
            if isinstance(error, FileNotFoundError):
                raise BlobMissing("the stored bytes are gone") from error
            raise
        sync_folder(folder)
        sync_folder(self._folder)
        return {pack: PackCopy(name, lengths[pack]) for pack, name in names.items()}

    def trouble(self, room: int) -> str | None:
        """Why nothing can be stored now, or None: it must be writable and have so many bytes free."""
        try:
            folder = self._made()
            if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
                return "it cannot be written"
        except OSError as error:  # of a network's file system, for one
            return f"it does not answer ({error.strerror})"
        return "it is full" if self.free_bytes() < room else None

    def free_bytes(self) -> int:
        """How many bytes the store has room for; 0 where it does not answer."""
        with suppress(OSError):
            return shutil.disk_usage(self._made()).free
        return 0

    def _made(self) -> Path:
        """Its folder, or where it will be made."""
        folder = self._folder
        while not folder.exists():
            folder = folder.parent
        return folder

    def discard(self, pack: str) -> None:
        """Remove one pack whose rows are not there, and its job's folder if that leaves it empty."""
        path = self._folder / pack
        if path.parent.name == LIVE:
            path.unlink(missing_ok=True)  # the folder stays: the next frame is about to be written there
            return
        with suppress(FileNotFoundError), alone(path.parent):
            path.unlink(missing_ok=True)
            with suppress(OSError):
                path.parent.rmdir()
                self._known.forget(path.parent)

    def wipe(self, pack: str, ranges: Sequence[tuple[int, int]]) -> None:
        """Overwrite bytes (offset, length) of a pack that others stay in; nothing happens if it is gone.

        A job that was classified again shares its packs by links, and keeps what is deleted here.
        """
        path, more = self._folder / pack, behind(pack)
        with suppress(FileNotFoundError), alone(path.parent):
            empty(path, [(offset, length + more) for offset, length in ranges])

    def discard_live(self, older_than_seconds: float) -> None:
        """Remove live frames that were written so long ago that nobody can need them."""
        oldest = time.time() - older_than_seconds
        for path in (self._folder / LIVE).glob("*"):
            with suppress(FileNotFoundError):  # its owner has just collected it
                if path.stat().st_mtime < oldest:
                    path.unlink()

    def read(self, refs: Sequence[BlobRef]) -> list[bytes | BlobMissing]:
        """Read many images' bytes, each pack opened once; what cannot be read is an error in its place.

        Raises `StoreUnavailable` where it is not these bytes that are gone, but the store.
        """
        with ExitStack() as stack:
            files: dict[str, int | BlobMissing] = {}
            for pack in {ref.pack for ref in refs}:
                try:
                    descriptor = os.open(self._folder / pack, os.O_RDONLY)
                    stack.callback(os.close, descriptor)
                    files[pack] = descriptor
                except OSError as error:
                    if not self._is_there():
                        raise StoreUnavailable(f"The store does not answer ({error.strerror}).") from error
                    files[pack] = BlobMissing(f"the stored bytes cannot be opened ({error.strerror})")
            return [_read_one(files[ref.pack], ref) for ref in refs]

    def _is_there(self) -> bool:
        """Whether the folder can be listed; a pack that cannot be opened in one that can is lost alone."""
        try:
            with os.scandir(self._folder) as found:
                next(found, None)
        except OSError:
            return False
        return True

    @contextmanager
    def file(self, ref: BlobRef, meanwhile: Callable[[], object] = lambda: None) -> Iterator[Path]:
        """The pack itself."""
        path = self._folder / ref.pack
        if ref.offset or not path.is_file() or path.stat().st_size < ref.length:
            raise BlobMissing("the stored bytes are gone or shorter than they were")
        yield path

    @contextmanager
    def keeping(self, folder: Path) -> Iterator[KeptFiles]:
        """As `BlobStore` says: by second names, until they are copied."""
        with pinning(self._folder) as pins:
            yield KeptFiles(self, pins, folder)

    @contextmanager
    def restoring(self, backup: Path, said: bytes, jobs: Set[str]) -> Iterator[RestoredFiles]:
        """As `BlobStore` says."""
        mark = self._folder / RESTORING
        self.check_unused(mark.exists(), jobs)
        self._folder.mkdir(parents=True, exist_ok=True)
        mark.write_bytes(said)
        sync_folder(self._folder)
        yield RestoredFiles(self._folder, backup)
        self.drop_left_mark()

    def drop_left_mark(self) -> None:
        """As `BlobStore` says."""
        (self._folder / RESTORING).unlink(missing_ok=True)

    def drop_left_pins(self) -> None:
        """Remove the pins of those who were killed."""
        drop_left_pins(self._folder)

    def folders(self) -> dict[str, float]:
        """The jobs that have bytes here, and when a pack was last added or removed (seconds since 1970).

        The store may share its folder, as with a disk's `lost+found`.
        """
        with suppress(FileNotFoundError), os.scandir(self._folder) as found:
            return {entry.name: _changed_at(entry) for entry in found if is_id(entry.name)}
        return {}

    def is_written(self, pack: str) -> bool:
        """Whether somebody holds the lock that a writer has."""
        with suppress(FileNotFoundError), (self._folder / pack).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def packs(self, job_id: str) -> dict[str, PackFile]:
        """Every pack of a job, or of `LIVE`, by its name in a `BlobRef`."""
        packs: dict[str, PackFile] = {}
        with suppress(FileNotFoundError, NotADirectoryError), os.scandir(self._folder / job_id) as found:
            for entry in found:
                with suppress(FileNotFoundError):  # it has just been removed
                    status = entry.stat()
                    packs[f"{job_id}/{entry.name}"] = PackFile(status.st_size, status.st_mtime)
        return packs

    def delete_job(self, job_id: str) -> None:
        """Remove every pack of a job; nothing happens if there is none."""
        folder = self._folder / job_id
        with suppress(OSError), alone(folder):
            shutil.rmtree(folder, ignore_errors=True)
            self._known.forget(folder)


def _new_file(path: Path) -> BinaryIO:
    """A pack's file and the job's folder around it, which a pack beside it that stays empty may take away."""
    for _ in range(LOST_RACES):
        with suppress(FileExistsError):
            path.parent.mkdir()
        with suppress(FileNotFoundError):
            return path.open("xb", buffering=PIECE_BYTES)
    return path.open("xb", buffering=PIECE_BYTES)  # what it raises is no race


def _read_one(file: int | BlobMissing, ref: BlobRef) -> bytes | BlobMissing:
    if isinstance(file, BlobMissing):
        return file
    try:
        read = os.pread(file, ref.length + behind(ref.pack), ref.offset)
    except OSError as error:
        return BlobMissing(f"the stored bytes cannot be read ({error.strerror})")
    return image_in(read, ref)


def _changed_at(entry: os.DirEntry[str]) -> float:
    """Seconds since 1970; now, where it has just been removed."""
    with suppress(FileNotFoundError):
        return entry.stat().st_mtime
    return time.time()
