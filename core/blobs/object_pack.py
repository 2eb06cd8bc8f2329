"""What one request writes for a bucket, kept beside it until the request ends."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from core.blobs.bucket import Bucket
from core.blobs.checksum import CHECKED, CHECKSUM_BYTES, checksum
from core.blobs.types import BlobRef
from core.ids import new_id

PACK_BYTES = 16 * 2**20  # of images, after which another pack begins: erasing one image rewrites its pack
SPOOL_BYTES = 2 * 2**20  # of a request that wait in memory; what is more waits in a file
PIECE_BYTES = 8 * 2**20  # of what is larger than a pack


class ObjectPack:
    """What one request writes; it is stored at its end, so no object is much older than its rows."""

    def __init__(self, job_id: str, put: Callable[[str, bytes], object], bucket: Bucket) -> None:
        self._job_id = job_id
        self._put = put
        self._bucket = bucket
        self._spool = tempfile.SpooledTemporaryFile(SPOOL_BYTES)  # noqa: SIM115 - closed by `close`
        self._packs: list[tuple[str, int]] = []  # names, and where each begins in the spool
        self._files: list[tuple[str, BinaryIO]] = []  # packs of their own
        self._end = 0
        self.names: list[str] = []  # of all that may be in the store

    def add(self, data: bytes) -> BlobRef:
        """Append one image's bytes."""
        if not self._packs or self._end + len(data) - self._packs[-1][1] > PACK_BYTES:
            self._packs.append((self._name(), self._end))
        name, start = self._packs[-1]
        self._spool.write(data)
        self._spool.write(checksum(data))
        ref = BlobRef(name, self._end - start, len(data))
        self._end += len(data) + CHECKSUM_BYTES
        return ref

    def add_file(self, file: BinaryIO) -> BlobRef:
        """Keep what is left of a file for a pack of its own."""
        kept = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - closed by `close`
        self._files.append((name := self._name(), kept))
        shutil.copyfileobj(file, kept, PIECE_BYTES)
        return BlobRef(name, 0, kept.tell())

    def store(self) -> None:
        """Store all packs durably."""
        self._spool.seek(0)
        ends = [start for _, start in [*self._packs, ("", self._end)][1:]]
        for (name, start), end in zip(self._packs, ends, strict=True):
            self.names.append(name)
            self._put(name, self._spool.read(end - start))
        for name, file in self._files:
            file.seek(0)
            self.names.append(name)
            self._bucket.put_pieces(name, pieces(file))

    def close(self) -> None:
        """Forget what was not stored."""
        for file in (self._spool, *(kept for _, kept in self._files)):
            file.close()

    def _name(self) -> str:
        return f"{self._job_id}/{new_id()}{CHECKED}"


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """What is left of a file, as requests of a large object take it."""
    return iter(lambda: file.read(PIECE_BYTES), b"")
