"""The packs of a bucket in a backup: fetched at once, since a second name there costs a second copy."""

import os
import zlib
from collections.abc import Collection, Sequence
from pathlib import Path

from core.blobs.at_once import at_once
from core.blobs.bucket import Bucket
from core.blobs.copies import was_cut
from core.blobs.store import Telling
from core.blobs.types import PackFile
from core.ids import is_id


class KeptObjects:
    """A folder of a backup that packs are fetched into, but for those that an earlier one has there."""

    def __init__(self, bucket: Bucket, folder: Path) -> None:
        self._bucket = bucket
        self._folder = folder
        self._here: set[str] = set()

    def keep_all(self, tell: Telling) -> None:
        """Fetch every pack that is not here as it is there now, also one in which something was erased."""
        self._here, other = set[str](), list[str]()
        for name, pack in self._bucket.list():
            if not _is_pack(name):
                continue
            if _is_same(self._folder / name, pack):
                self._here.add(name)
            else:
                other.append(name)
        self._fetch(other, tell)

    def keep(self, packs: Collection[str]) -> None:
        """Fetch these too, but for those that are gone."""
        self._fetch(sorted(packs), lambda *_: None)

    def has(self, pack: str) -> bool:
        """Whether it was there, as long as in the backup before, and is here."""
        return pack in self._here

    def take(self, packs: Sequence[str], tell: Telling) -> int:
        """They are here already; returns their length together."""
        return sum((self._folder / pack).stat().st_size for pack in packs)

    def _fetch(self, packs: Sequence[str], tell: Telling) -> None:
        for done, (pack, there) in enumerate(zip(packs, at_once(self._fetch_one, packs), strict=True), 1):
            if there:
                self._here.add(pack)
            tell(done, len(packs))

    def _fetch_one(self, pack: str) -> bool:
        """Whether it was there, and not cut. It gets its name here when all of it is durable."""
        path = self._folder / pack
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.new")
        try:
            with fresh.open("wb") as file:
                try:
                    found = self._bucket.fetch(pack, file)
                except FileNotFoundError:
                    found = None
                if found is None or was_cut(path, found.length):
                    fresh.unlink()
                    return False
                file.flush()
                os.utime(file.fileno(), ns=(_stamp(found), _stamp(found)))
                os.fsync(file.fileno())
            fresh.replace(path)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        return True


def _is_pack(name: str) -> bool:
    """Others may keep something in the bucket, too, and some programs make objects that stand for folders."""
    job, _, rest = name.partition("/")
    return is_id(job) and rest != "" and "/" not in rest


def _is_same(path: Path, pack: PackFile) -> bool:
    try:
        status = path.stat()
    except FileNotFoundError:
        return False
    return (status.st_size, status.st_mtime_ns) == (pack.length, _stamp(pack))


def _stamp(pack: PackFile) -> int:
    """The time of a fetched file in nanoseconds: the second in which the pack was written, and its tag.

    Stores tell whole seconds, in which a pack may be written and an image of it be erased.
    """
    return int(pack.changed_at) * 10**9 + zlib.crc32(pack.tag.strip('"').encode()) % 10**9
