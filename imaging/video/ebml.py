"""WebM and Matroska by their elements (RFC 8794): does the list of tracks name a picture track?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

_SEGMENT: Final = 0x18538067
_TRACKS: Final = 0x1654AE6B
_TRACK: Final = 0xAE
_TRACK_TYPE: Final = 0x83
_PICTURES: Final = 1
_MAX_ELEMENTS: Final = 4096


@dataclass(frozen=True, slots=True)
class _Element:
    id: int
    start: int
    end: int


def names_picture_track(file: BinaryIO, size: int) -> bool | None:
    """Whether a picture track is named; None where no list of tracks was found."""
    for segment in _inside(file, 0, size, _SEGMENT):
        for tracks in _inside(file, segment.start, segment.end, _TRACKS):
            return any(
                _number(file, kind) == _PICTURES
                for track in _inside(file, tracks.start, tracks.end, _TRACK)
                for kind in _inside(file, track.start, track.end, _TRACK_TYPE)
            )
    return None


def _inside(file: BinaryIO, start: int, end: int, wanted: int) -> Iterator[_Element]:
    return (element for element in _elements(file, start, end) if element.id == wanted)


def _elements(file: BinaryIO, start: int, end: int) -> Iterator[_Element]:
    for _ in range(_MAX_ELEMENTS):
        if start >= end:
            return
        file.seek(start)
        head = file.read(12)
        id_length = _length(head[:1], 4)
        size_length = _length(head[id_length : id_length + 1], 8) if id_length else 0
        if not size_length or len(head) < id_length + size_length:
            return
        identity = int.from_bytes(head[:id_length])
        bits = 7 * size_length
        size = int.from_bytes(head[id_length : id_length + size_length]) & ((1 << bits) - 1)
        content = start + id_length + size_length
        # All ones: a live recording did not know how long the element becomes.
        stop = end if size == (1 << bits) - 1 else min(content + size, end)
        yield _Element(identity, content, stop)
        start = stop


def _length(first: bytes, most: int) -> int:
    """How many bytes a number of variable length has, by the leading zeros of its first; 0 for none."""
    length = 9 - first[0].bit_length() if first and first[0] else 0
    return length if length <= most else 0


def _number(file: BinaryIO, element: _Element) -> int:
    file.seek(element.start)
    return int.from_bytes(file.read(min(element.end - element.start, 8)))
