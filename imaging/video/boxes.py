"""MP4 and QuickTime by their boxes (ISO/IEC 14496-12): is there an index, and a picture track in it?"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

_MAX_BOXES: Final = 4096  # of one level; a file with more was built to keep a reader busy
_HANDLER_AT: Final = 8  # version and flags, then four bytes that are zero


@dataclass(frozen=True, slots=True)
class Box:
    """One box: `start` and `end` are where its content lies in the file."""

    kind: bytes
    start: int
    end: int


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between two places of a file; ends where what follows is none."""
    for _ in range(_MAX_BOXES):
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


def find(file: BinaryIO, start: int, end: int, *path: bytes) -> Iterator[Box]:
    """All boxes that lie on a path of kinds."""
    for box in boxes(file, start, end):
        if box.kind == path[0]:
            if len(path) == 1:
                yield box
            else:
                yield from find(file, box.start, box.end, *path[1:])


def has_index(file: BinaryIO, size: int) -> bool:
    """Whether there is a whole `moov`, without which nothing can be decoded."""
    return any(box.end <= size and box.end > box.start for box in find(file, 0, size, b"moov"))


def has_picture_track(file: BinaryIO, size: int) -> bool:
    """Whether the index names a track of pictures."""
    for box in find(file, 0, size, b"moov", b"trak", b"mdia", b"hdlr"):
        file.seek(box.start + _HANDLER_AT)
        if file.read(4) == b"vide":
            return True
    return False
