"""Carry out the erasures that deletions have asked for: the bytes of single images."""

import logging
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, Row, delete, select

from core.blobs import BlobStore
from core.database import Database
from core.ids import is_id
from core.tables import Erasure, Image

log = logging.getLogger(__name__)

MOST = 2_000  # at once


def erase(database: Database, blobs: BlobStore) -> None:
    """Overwrite what was deleted, and remove packs in which nothing is left.

    A pack that cannot be written, as on a full disk, is logged and tried again the next time.
    """
    after = _erase_some(database, blobs, None)
    while after is not None:
        after = _erase_some(database, blobs, after)


def _erase_some(database: Database, blobs: BlobStore, after: str | None) -> str | None:
    """Carry out some after this one; returns the last one where there may be more."""
    with database.read() as connection:
        query = select(Erasure.__table__).order_by(Erasure.id).limit(MOST)
        doomed = connection.execute(query if after is None else query.where(Erasure.id > after)).all()
        if not doomed:
            return None
        shared = _still_named(connection, {row.blob for row in doomed})
    by_pack = _by_pack(doomed)
    erased = {pack for pack in by_pack if _is_erased(blobs, pack, by_pack[pack], shared=pack in shared)}
    with database.write() as connection:
        done = [row.id for row in doomed if row.blob in erased]
        connection.execute(delete(Erasure).where(Erasure.id.in_(done)))
    return str(doomed[-1].id) if len(doomed) == MOST else None


def _is_erased(blobs: BlobStore, pack: str, ranges: Sequence[tuple[int, int]], *, shared: bool) -> bool:
    try:
        if shared:
            blobs.wipe(pack, ranges)
        else:
            blobs.discard(pack)
    except OSError as error:
        log.warning("deleted images of pack %s are not erased yet: %s", pack, error)
        return False
    return True


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
