"""Packs as objects: written whole at the end of a request, read by ranges, replaced where one image goes."""

import errno
import fcntl
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from core.blobs.at_once import at_once
from core.blobs.bucket import Bucket
from core.blobs.checksum import behind
from core.blobs.images import image_in
from core.blobs.kept_objects import KeptObjects
from core.blobs.links import alone
from core.blobs.live import LiveFrames
from core.blobs.object_pack import PIECE_BYTES, ObjectPack
from core.blobs.ranges import Run, runs
from core.blobs.restored_objects import RestoredObjects
from core.blobs.store import RESTORING, BlobStore, PackWriter
from core.blobs.types import LIVE, BlobMissing, BlobRef, PackCopy, PackFile, is_silence
from core.errors import StoreUnavailable
from core.ids import is_id

log = logging.getLogger(__name__)

FETCHED = ".fetched-"  # how files begin that are here while somebody reads them
SCRATCH = "BROWLINE_HOME"  # as its setting is named
TOLD_SECONDS = 5.0  # that an answer about its state holds
SILENT_SECONDS = 30.0  # in which packs are left to the sweeper, after the store did not answer
TRIES = 20  # of an erasure that others come before


class ObjectStore(BlobStore):
    """Packs in a bucket, and live frames in Redis. Files that it needs for a while lie in `scratch`."""

    def __init__(self, bucket: Bucket, live: LiveFrames, scratch: Path) -> None:
        self._bucket = bucket
        self._live = live
        self._scratch = scratch
        self._told_of_versions = False
        self._silent_until = 0.0
        self._trouble: tuple[float, str | None] | None = None  # when it was asked for, and what it was

    @contextmanager
    def pack(self, job_id: str) -> Iterator[PackWriter]:
        """As `BlobStore` says."""
        pack = ObjectPack(job_id, self._live.put if job_id == LIVE else self._put, self._bucket)
        try:
            yield pack
            pack.store()
        except BaseException as error:
            if not is_silence(error):
                with suppress(OSError):  # the sweeper finds what is left
                    for name in pack.names:
                        self.discard(name)
            raise
        finally:
            pack.close()

    def _put(self, name: str, data: bytes) -> None:
        if self._bucket.put(name, data) and not self._told_of_versions:
            self._told_of_versions = True
            log.error(
                "the bucket keeps old versions of objects, so deleted images stay in it; switch that off"
            )

    def copy(self, packs: Sequence[str], job_id: str) -> dict[str, PackCopy]:
        """As `BlobStore` says: copied within the store, which costs room but no traffic."""
        names = {pack: f"{job_id}/{Path(pack).name}" for pack in packs}
        try:
            list(at_once(lambda pack: self._bucket.copy(pack, names[pack]), packs))
            lengths = self.packs(job_id)
            return {pack: PackCopy(name, lengths[name].length) for pack, name in names.items()}
        except BaseException as error:
            if not is_silence(error):  # otherwise the sweeper finds what is left
                self.delete_job(job_id)
            if isinstance(error, FileNotFoundError):
                raise BlobMissing("the stored bytes are gone") from error
            raise

    def trouble(self, room: int) -> str | None:
        """As `BlobStore` says; asked anew after `TOLD_SECONDS`, since each time costs two requests.

        Uploads wait in `scratch` until they are whole: without room there none comes in either.
        """
        if self.free_bytes() < room:
            return f"no room is left in {SCRATCH}, where uploads wait until they are whole"
        now = time.monotonic()
        if self._trouble is None or now - self._trouble[0] > TOLD_SECONDS:
            self._trouble = now, self._bucket.trouble()
        return self._trouble[1]

    def free_bytes(self) -> int:
        """As `BlobStore` says: of `scratch`, since a bucket does not tell."""
        there = next(folder for folder in (self._scratch, *self._scratch.parents) if folder.exists())
        with suppress(OSError):
            return shutil.disk_usage(there).free
        return 0

    def discard(self, pack: str) -> None:
        """As `BlobStore` says."""
        if _is_live(pack):
            with suppress(OSError):  # it ends by itself
                self._live.discard(pack)
        else:
            self._bucket.delete([pack])

    def wipe(self, pack: str, ranges: Sequence[tuple[int, int]]) -> None:
        """As `BlobStore` says: the pack is replaced by one with zeros, unless another did so in between."""
        more = behind(pack)
        with suppress(FileNotFoundError):
            for _ in range(TRIES):
                data, etag = self._bucket.get(pack)
                parts = [slice(offset, min(offset + length + more, len(data))) for offset, length in ranges]
                full = [part for part in parts if any(data[part])]
                for part in full:
                    data[part] = bytes(part.stop - part.start)
                if not full or self._bucket.replace(pack, data, etag):
                    return
            raise OSError(errno.EAGAIN, f"{TRIES} others wrote to it in between", pack)

    def discard_live(self, older_than_seconds: float) -> None:
        """As `BlobStore` says: they end by themselves."""

    def read(self, refs: Sequence[BlobRef]) -> list[bytes | BlobMissing]:
        """As `BlobStore` says: one request for what lies side by side, a few at once."""
        wanted = runs(refs)
        found: list[bytes | BlobMissing] = [BlobMissing("nothing was read")] * len(refs)
        for run, read in zip(wanted, at_once(self._read_run, wanted), strict=True):
            for place in run.places:
                found[place] = read if isinstance(read, BlobMissing) else _cut(read, run, refs[place])
        return found

    def _read_run(self, run: Run) -> memoryview | BlobMissing:
        try:
            if not _is_live(run.pack):
                return self._bucket.get_range(run.pack, run.start, run.end)
            frame = self._live.get(run.pack)
        except FileNotFoundError:
            frame = None
        except OSError as error:
            raise StoreUnavailable(f"The store does not answer ({error.strerror}).") from error
        return (
            BlobMissing("the stored bytes are gone")
            if frame is None
            else memoryview(frame)[run.start : run.end]
        )

    @contextmanager
    def file(self, ref: BlobRef, meanwhile: Callable[[], object] = lambda: None) -> Iterator[Path]:
        """As `BlobStore` says: the bytes are fetched, and gone again at the end of the block."""
        with alone(self._scratch):
            _remove_left(self._scratch)
            made = tempfile.NamedTemporaryFile(dir=self._scratch, prefix=FETCHED)  # noqa: SIM115 - below
            fcntl.flock(made, fcntl.LOCK_SH)  # as long as this process lives
        with made as file:
            self._fetch(ref, cast(BinaryIO, file), meanwhile)
            file.flush()
            yield Path(file.name)

    def _fetch(self, ref: BlobRef, file: BinaryIO, meanwhile: Callable[[], object]) -> None:
        for start in range(0, ref.length, PIECE_BYTES):
            end = min(start + PIECE_BYTES, ref.length)
            try:
                piece = self._bucket.get_range(ref.pack, start, end)
            except FileNotFoundError:
                piece = memoryview(b"")
            except OSError as error:
                raise StoreUnavailable(f"The store does not answer ({error.strerror}).") from error
            if len(piece) < end - start:
                raise BlobMissing("the stored bytes are gone or shorter than they were")
            file.write(piece)
            meanwhile()

    @contextmanager
    def keeping(self, folder: Path) -> Iterator[KeptObjects]:
        """As `BlobStore` says: by fetching them."""
        yield KeptObjects(self._bucket, folder)

    def drop_left_pins(self) -> None:
        """There are none."""

    @contextmanager
    def restoring(self, backup: Path, said: bytes, jobs: Set[str]) -> Iterator[RestoredObjects]:
        """As `BlobStore` says."""
        there = {name: pack.length for name, pack in self._bucket.list()}
        marked = RESTORING in there
        self.check_unused(marked, jobs)
        same = marked and self._bucket.get(RESTORING)[0] == said
        # Where packs of two backups may lie, which can have the same length, no try trusts what is there.
        self._bucket.put(RESTORING, b"" if marked and not same else said)
        yield RestoredObjects(self._bucket, backup, there if same else {})
        self._bucket.delete([RESTORING])

    def drop_left_mark(self) -> None:
        """As `BlobStore` says; a bucket that keeps versions would note each removal, also of nothing."""
        with suppress(FileNotFoundError):
            self._bucket.get_range(RESTORING, 0, 1)
            self._bucket.delete([RESTORING])

    def folders(self) -> dict[str, float]:
        """As `BlobStore` says, from one listing of all packs."""
        found: dict[str, float] = {}
        for name, pack in self._bucket.list():
            job_id = name.partition("/")[0]
            if is_id(job_id):
                found[job_id] = max(found.get(job_id, 0.0), pack.changed_at)
        return found

    def is_written(self, pack: str) -> bool:
        """Never: what is being written is not there yet."""
        return False

    def packs(self, job_id: str) -> dict[str, PackFile]:
        """As `BlobStore` says; of live frames none are told, since they end by themselves."""
        return {} if job_id == LIVE else dict(self._bucket.list(job_id))

    def delete_job(self, job_id: str) -> None:
        """As `BlobStore` says; who deletes many jobs does not wait for a silent store at each."""
        if time.monotonic() < self._silent_until:
            return
        try:
            self._bucket.delete([*self.packs(job_id)])
        except OSError as error:
            if is_silence(error):
                self._silent_until = time.monotonic() + SILENT_SECONDS
            log.warning("the packs of job %s are not removed yet: %s", job_id, error.strerror)


def _remove_left(folder: Path) -> None:
    """Remove what processes had fetched that were killed: nobody holds a lock on it any more."""
    for path in folder.glob(f"{FETCHED}*"):
        with suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def _is_live(pack: str) -> bool:
    return pack.startswith(f"{LIVE}/")


def _cut(read: memoryview, run: Run, ref: BlobRef) -> bytes | BlobMissing:
    start = ref.offset - run.start
    return image_in(read[start : start + ref.length + behind(ref.pack)], ref)
