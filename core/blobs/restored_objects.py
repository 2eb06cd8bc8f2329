"""The packs of a backup on their way into a bucket."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from core.blobs.at_once import at_once
from core.blobs.bucket import Bucket
from core.blobs.object_pack import PIECE_BYTES, pieces
from core.blobs.store import Telling


class RestoredObjects:
    """Packs are put into a bucket; `there` are the lengths of those that a try of the same backup has put."""

    def __init__(self, bucket: Bucket, backup: Path, there: Mapping[str, int]) -> None:
        self._bucket = bucket
        self._backup = backup
        self._there = there

    def put(self, packs: Sequence[str], tell: Telling) -> None:
        """Put these packs, but for those that are there: an object is there whole or not at all."""
        left = [pack for pack in packs if self._there.get(pack) != (self._backup / pack).stat().st_size]
        for done, _ in enumerate(at_once(self._put_one, left), len(packs) - len(left) + 1):
            tell(done, len(packs))

    def _put_one(self, pack: str) -> None:
        with (self._backup / pack).open("rb") as file:
            if (self._backup / pack).stat().st_size <= PIECE_BYTES:
                self._bucket.put(pack, file.read())
            else:
                self._bucket.put_pieces(pack, pieces(file))
