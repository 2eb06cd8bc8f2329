"""What lies in a pack that was copied for another job, and that no copied row names: deleted images.

Their bytes may not have been overwritten yet when it was copied, and the deletion knows its old name alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, insert, select

from core.blobs import PackCopy
from core.blobs.checksum import behind
from core.tables import Erasure, Image


def erase_leftovers(connection: Connection, old_id: str, packs: Mapping[str, PackCopy]) -> None:
    """Ask for the erasure of all that these copies of an old job's packs hold beside its images."""
    query = (
        select(Image.blob, Image.blob_offset, Image.blob_length)
        .where(Image.job_id == old_id, Image.blob.in_(packs))
        .order_by(Image.blob_offset)
    )
    named = defaultdict[str, list[tuple[int, int]]](list)
    for row in connection.execute(query):
        named[row.blob].append((row.blob_offset, row.blob_offset + row.blob_length + behind(row.blob)))
    rows = [
        {"blob": copy.name, "blob_offset": start, "blob_length": end - start - behind(pack)}
        for pack, copy in packs.items()
        for start, end in gaps(named[pack], copy.length)
        if end - start > behind(pack)
    ]
    if rows:
        connection.execute(insert(Erasure), rows)


def gaps(parts: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """What is between parts (start, end) that are in order, up to a length."""
    done = 0
    for start, end in parts:
        if start > done:
            yield done, start
        done = max(done, end)
    if length > done:
        yield done, length
