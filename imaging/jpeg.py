"""JPEG: one walk over the markers that keeps what decoding needs and drops the rest (ITU-T T.81, annex B)."""

import re
from collections.abc import Iterator

from imaging import exif
from imaging.refusals import broken_header, too_many_scans, truncated, unsupported_type
from imaging.stripped import MAX_PARTS, Stripped

_APP0, _APP1, _APP14, _SOS, _EOI = 0xE0, 0xE1, 0xEE, 0xDA, 0xD9
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COMMON_FRAMES = frozenset(
    {0xC0, 0xC1, 0xC2}
)  # baseline, extended, progressive: what cameras and browsers know
_KEPT = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDD, _SOS, _EOI}  # and DHT, DAC, DQT, DRI

# Every scan is a pass over all pixels, and may cost a few bytes: 100 of them over 40 megapixels kept a
# decoder busy for 13 s. Encoders write about ten, of four colours 18.
_MAX_SCANS = 100
_USUAL_SCANS = 20
_SCANNED_PIXELS = 800_000_000  # 20 scans of 40 megapixels: two to three seconds at worst

# A marker that has a segment, or EOI. Stuffed zeros, restarts, TEM and SOI stand alone and are passed over.
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")
_EXIF = b"Exif\0\0"
ORIENTATION_AT = 12  # of the TIFF block in the APP1 that `strip` writes: after SOI, marker, length and "Exif"

_Segment = tuple[int, int, int]


def strip(data: bytes) -> Stripped:
    """Return the JPEG without EXIF, XMP, ICC, comments, thumbnails and whatever follows its EOI.

    Pixels stay bit-identical; an orientation other than 1 is written back as the only EXIF tag. Raises
    ImageRefused (`truncated`, `broken_header`, `too_many_scans`, `unsupported_type`).
    """
    frame: _Segment | None = None
    orientation, scans = 0, 0
    kept: list[bytes | memoryview] = []
    for segment in _segments(data):
        code, start, end = segment
        if code in _FRAMES:
            if frame:
                raise broken_header("JPEG", "it has two frame headers")
            frame = segment
        elif code == _SOS:
            scans += 1
        elif code == _APP1 and not orientation and data.startswith(_EXIF, start + 4):
            orientation = exif.orientation(data[start + 10 : end])
        kept.append(_kept(data, segment))
    if frame is None or not scans:
        raise broken_header("JPEG", "it has no scan" if frame else "it has no frame header")
    width, height = _size(data, frame)
    _check_effort(frame[0], scans, width * height)
    orientation = orientation or 1
    return Stripped(width, height, orientation, b"".join((b"\xff\xd8", _app1(orientation), *kept)))


def _check_effort(frame_code: int, scans: int, pixels: int) -> None:
    """Refuse what takes a decoder long out of all proportion to its bytes."""
    if frame_code not in _COMMON_FRAMES:  # arithmetic coding: 1.6 kB for 17 s
        raise unsupported_type("JPEG with arithmetic coding, or without loss")
    most = min(_MAX_SCANS, max(_USUAL_SCANS, _SCANNED_PIXELS // pixels))
    if scans > most:
        raise too_many_scans(scans, most)


def frame_size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels, as stored. Raises ImageRefused."""
    for segment in _segments(data):
        if segment[0] in _FRAMES:
            return _size(data, segment)
    raise broken_header("JPEG", "it has no frame header")


def _segments(data: bytes) -> Iterator[_Segment]:
    """Yield (code, start, end) of each segment; a scan's end is the end of its entropy-coded data."""
    found = _MARKER.search(data, 2)
    for _ in range(MAX_PARTS):
        if found is None:
            raise truncated("JPEG")
        start = found.start()
        code = data[start + 1]
        if code == _EOI:
            yield code, start, start + 2
            return
        end = start + 2 + int.from_bytes(data[start + 2 : start + 4])
        if end < start + 4 and start + 4 <= len(data):
            raise broken_header("JPEG", "a segment has no length")
        found = _MARKER.search(data, end)
        if code == _SOS and found:
            end = found.start()
        yield code, start, end
    raise broken_header("JPEG", "it has too many segments")


def _kept(data: bytes, segment: _Segment) -> bytes | memoryview:
    code, start, end = segment
    if code in _KEPT:
        return memoryview(data)[start:end]  # a scan is nearly all of the file, and is copied once as it is
    # JFIF and Adobe decide how colours are read. Both are rebuilt at their fixed length, because a thumbnail
    # or anything else may follow inside the segment.
    if code == _APP0 and data.startswith(b"JFIF\0", start + 4) and end >= start + 16:
        return b"\xff\xe0\x00\x10" + data[start + 4 : start + 16] + b"\0\0"
    if code == _APP14 and data.startswith(b"Adobe", start + 4) and end >= start + 16:
        return b"\xff\xee\x00\x0e" + data[start + 4 : start + 16]
    return b""


def _size(data: bytes, frame: _Segment) -> tuple[int, int]:
    _, start, end = frame
    if end < start + 11 or end > len(data):
        raise broken_header("JPEG", "its frame header is too short")
    height, width = int.from_bytes(data[start + 5 : start + 7]), int.from_bytes(data[start + 7 : start + 9])
    if not (width and height):
        raise broken_header("JPEG", "it says that it has no pixels")
    return width, height


def _app1(orientation: int) -> bytes:
    if orientation == 1:
        return b""
    payload = _EXIF + exif.minimal(orientation)
    return b"\xff\xe1" + (len(payload) + 2).to_bytes(2) + payload
