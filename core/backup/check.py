"""Whether the images in a backup are those that were stored: a disk or a store may have changed them."""

from collections.abc import Collection, Iterator, Sequence
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


def damaged_images(rows: Connection, folder: Path, packs: Collection[str], tell: Telling) -> list[str]:
    """The ids of images that need their bytes, and whose bytes in these packs are others, or too few.

    Packs of long ago, and videos, have no checksums; of these only what is missing at their end shows.
    """
    jobs = sorted({pack.partition("/")[0] for pack in packs})
    store, found = FolderStore(folder), list[str]()
    for start in range(0, len(jobs), PAGE):
        some = jobs[start : start + PAGE]
        for images in _in_pieces(_images(rows, some, packs)):
            read = store.read([ref for _, ref in images])
            found += [
                image for (image, _), data in zip(images, read, strict=True) if isinstance(data, BlobMissing)
            ]
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
