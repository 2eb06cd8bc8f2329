"""MP4 and QuickTime by their boxes (ISO/IEC 14496-12): is there an index, and a picture track in it?"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

_MAX_BOXES: Final = 4096  # looked at in one search; a file with more was built to keep a reader busy
_HANDLER_AT: Final = 8  # version and flags, then four bytes that are zero


@dataclass(frozen=True, slots=True)
class Box:
    """One box: `start` and `end` are where its content lies in the file."""

    kind: bytes
    start: int
    end: int


def has_index(file: BinaryIO, size: int) -> bool:
    """Whether there is a whole `moov`, without which nothing can be decoded."""
    index = _index(file, size, _budget())
    return index is not None and index.start < index.end <= size


def has_picture_track(file: BinaryIO, size: int) -> bool:
    """Whether the index, which is the first `moov`, names a track of pictures."""
    budget = _budget()
    index = _index(file, size, budget)
    if index is None:
        return False
    for box in _find(file, index, budget, b"trak", b"mdia", b"hdlr"):
        file.seek(box.start + _HANDLER_AT)
        if file.read(4) == b"vide":
            return True
    return False


def _budget() -> Iterator[int]:
    """One for the boxes of all levels: thousands on each would be millions of reads."""
    return iter(range(_MAX_BOXES))


def _index(file: BinaryIO, size: int, budget: Iterator[int]) -> Box | None:
    return next(_find(file, Box(b"", 0, size), budget, b"moov"), None)


def _find(file: BinaryIO, within: Box, budget: Iterator[int], *path: bytes) -> Iterator[Box]:
    """All boxes that lie on a path of kinds, as far as the budget goes."""
    for box in _boxes(file, within, budget):
        if box.kind == path[0]:
            if len(path) == 1:
                yield box
            else:
                yield from _find(file, box, budget, *path[1:])


def _boxes(file: BinaryIO, within: Box, budget: Iterator[int]) -> Iterator[Box]:
    """The boxes in another one; ends where what follows is none."""
    start, end = within.start, within.end
    for _ in budget:
        file.seek(start)
        head = file.read(16)
        if len(head) < 8 or start + 8 > end:
            return
        size, kind = struct.unpack(">I4s", head[:8])
        content = start + 8
        if size == 1 and len(head) == 16:
            (size,) = struct.unpack(">Q", head[8:])
            content += 8
        elif size == 0:
            size = end - start  # the last box may leave its size to the file's
        if start + size < content:
            return
        yield Box(kind, content, min(start + size, end))
        start += size
