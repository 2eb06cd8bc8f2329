"""Carry out the erasures that deletions have asked for: the bytes of single images."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, Row, delete, select

from core.blobs import BlobStore
from core.database import Database
from core.ids import is_id
from core.tables import Erasure, Image

MOST = 2_000  # at once


def erase(database: Database, blobs: BlobStore) -> None:
    """Overwrite what was deleted, and remove packs in which nothing is left."""
    while _erase_some(database, blobs):
        pass


def _erase_some(database: Database, blobs: BlobStore) -> bool:
    with database.read() as connection:
        doomed = connection.execute(select(Erasure.__table__).order_by(Erasure.id).limit(MOST)).all()
        if not doomed:
            return False
        shared = _still_named(connection, {row.blob for row in doomed})
    for pack, ranges in _by_pack(doomed).items():
        if pack in shared:
            blobs.wipe(pack, ranges)
        else:
            blobs.discard(pack)
    with database.write() as connection:
        connection.execute(delete(Erasure).where(Erasure.id.in_([row.id for row in doomed])))
    return len(doomed) == MOST


def _still_named(connection: Connection, packs: set[str]) -> set[str]:
    """Those packs in which other images lie. No row will ever name an old pack anew."""
    jobs = filter(is_id, {pack.partition("/")[0] for pack in packs})
    others = select(Image.blob).where(Image.job_id.in_(jobs), Image.blob.in_(packs)).distinct()
    return set(connection.execute(others).scalars())


def _by_pack(doomed: Sequence[Row[tuple[object, ...]]]) -> dict[str, list[tuple[int, int]]]:
    ranges = defaultdict[str, list[tuple[int, int]]](list)
    for row in doomed:
        ranges[row.blob].append((row.blob_offset, row.blob_length))
    return ranges
