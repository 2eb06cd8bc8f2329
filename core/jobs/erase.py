"""Carry out the erasures that deletions have asked for: the bytes of single images."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, Row, delete, select

from core.blobs import BlobStore, is_silence
from core.database import Database
from core.ids import is_id
from core.tables import Erasure, Image

log = logging.getLogger(__name__)

MOST = 2_000  # at once


def erase(database: Database, blobs: BlobStore) -> None:
    """Overwrite what was deleted, and remove packs in which nothing is left.

    A pack that cannot be written, as on a full disk, is logged and tried again the next time; where the
    store does not answer all wait for that.
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
    erased, silent = _erased(blobs, by_pack, shared)
    with database.write() as connection:
        done = [row.id for row in doomed if row.blob in erased]
        connection.execute(delete(Erasure).where(Erasure.id.in_(done)))
    return str(doomed[-1].id) if len(doomed) == MOST and not silent else None


def _erased(
    blobs: BlobStore, by_pack: Mapping[str, Sequence[tuple[int, int]]], shared: set[str]
) -> tuple[set[str], bool]:
    """The packs that it was done in, and whether it ended before because the store does not answer."""
    erased = set[str]()
    for pack, ranges in by_pack.items():
        try:
            if pack in shared:
                blobs.wipe(pack, ranges)
            else:
                blobs.discard(pack)
            erased.add(pack)
        except OSError as error:
            log.warning("deleted images of pack %s are not erased yet: %s", pack, error)
            if is_silence(error):
                return erased, True
    return erased, False


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
