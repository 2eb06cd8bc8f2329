"""Whether the bytes in a backup are those that were stored: a disk or a store may have changed them."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, select

from core.audit.needs import PAGE, needing
from core.backup.rows import AT_ONCE, Telling
from core.blobs import BlobMissing, BlobRef
from core.blobs.folder import FolderStore
from core.tables import Image

BYTES_AT_ONCE = 2**24


def new_packs(folder: Path, packs: Collection[str], since: int | None) -> set[str]:
    """Those that came after this time in nanoseconds, also in tries that were cut short."""
    return {pack for pack in packs if since is None or (folder / pack).stat().st_ctime_ns >= since}


def take_anew(folder: Path, packs: Iterable[str]) -> None:
    """Let these packs be other than those in the store, and new: they are copied and looked at once more."""
    for pack in packs:
        with suppress(FileNotFoundError):
            os.utime(folder / pack, (0, 0))  # a time that no pack in a store has


def cut_packs(folder: Path, packs: Iterable[str], needed: Mapping[str, int]) -> set[str]:
    """Those that end before the byte up to which they are needed. It is all that shows of a video."""
    return {pack for pack in packs if (folder / pack).stat().st_size < needed[pack]}


def damaged_images(rows: Connection, folder: Path, packs: Collection[str], tell: Telling) -> dict[str, str]:
    """The packs, by the images' ids, of what needs its bytes, and has others in these packs, or too few.

    Packs of long ago have no checksums; of these only what is missing at their end shows.
    """
    jobs = sorted({pack.partition("/")[0] for pack in packs})
    store, found = FolderStore(folder), dict[str, str]()
    for start in range(0, len(jobs), PAGE):
        some = jobs[start : start + PAGE]
        for images in _in_pieces(_images(rows, some, packs)):
            read = store.read([ref for _, ref in images])
            found |= {
                image: ref.pack
                for (image, ref), data in zip(images, read, strict=True)
                if isinstance(data, BlobMissing)
            }
        tell("Checking images", min(start + PAGE, len(jobs)), len(jobs))
    return found


def _images(rows: Connection, jobs: Sequence[str], packs: Collection[str]) -> Iterator[tuple[str, BlobRef]]:
    query = (
        select(Image.id, Image.blob, Image.blob_offset, Image.blob_length)
        .where(Image.job_id.in_(jobs), needing())
        .order_by(Image.job_id, Image.blob, Image.blob_offset)
    )
    for row in rows.execution_options(yield_per=AT_ONCE).execute(query):
        if row.blob in packs:
            yield row.id, BlobRef(row.blob, row.blob_offset, row.blob_length)


def _in_pieces(images: Iterator[tuple[str, BlobRef]]) -> Iterator[list[tuple[str, BlobRef]]]:
    """So many together as may be in memory at once."""
    some, size = list[tuple[str, BlobRef]](), 0
    for image in images:
        if some and size + image[1].length > BYTES_AT_ONCE:
            yield some
            some, size = [], 0
        some.append(image)
        size += image[1].length
    if some:
        yield some
