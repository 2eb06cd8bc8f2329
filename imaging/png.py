"""PNG: keep the chunks that make the pixels; drop text, colour profiles and animation (PNG, 3rd edition)."""

import zlib
from collections.abc import Iterator

from imaging import exif
from imaging.refusals import broken_header, truncated
from imaging.stripped import MAX_PARTS, Stripped

_SIGNATURE_BYTES = 8
_HEADER_END = 33  # signature, then the IHDR chunk: length, type, 13 bytes, checksum
_KEPT = frozenset({b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}  # by colour type
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a pixel, by colour type
_ROW_EXTRA = 4  # bytes of a row beside its pixels: its filter, and what interlacing adds at most
_MOST_INFLATED = 1032  # bytes that one byte of deflate can become
_SURPLUS = 2**28  # bytes that a decoder inflates in about half a second
_PIECE = 2**12  # of deflate, which may become 4 MiB
ORIENTATION_AT = _HEADER_END + 8  # of the TIFF block in the eXIf that `strip` writes


def strip(data: bytes) -> Stripped:
    """Return the PNG without metadata, without frames after the first, and without what follows its IEND.

    Pixels stay bit-identical; an orientation other than 1 is written back as the only EXIF tag. Raises
    ImageRefused (`truncated`, `broken_header`).
    """
    width, height = _size(data)
    orientation, pixels, moving = 0, False, False
    kept: list[bytes] = []
    for name, start, end in _chunks(data):
        if name in _KEPT:
            kept.append(data[start:end])
            pixels = pixels or name == b"IDAT"
        elif name == b"eXIf" and not orientation:
            orientation = exif.orientation(data[start + 8 : end - 4])
        elif name == b"fdAT":
            moving = True
        elif name == b"IHDR":
            raise broken_header("PNG", "it has two headers")
    if not pixels:
        raise broken_header("PNG", "it has no pixels")
    orientation = orientation or 1
    head = data[:_HEADER_END] + _exif_chunk(orientation)
    return Stripped(width, height, orientation, b"".join((head, *kept)), moving)


def inflates_too_far(data: bytes) -> bool:
    """Tell whether the pixels of a stripped PNG are followed by far more data that a decoder would inflate.

    25 MB can hold 25 GB of it, most of a minute's work behind a picture of any size. Only a file that is
    large enough for that is looked at, at about a third of what it costs to decode it.
    """
    width, height = _size(data)
    needed = height * ((width * data[24] * _SAMPLES[data[25]] + 7) // 8 + _ROW_EXTRA)
    if len(data) * _MOST_INFLATED <= needed + _SURPLUS:
        return False
    inflater, room = zlib.decompressobj(), needed + _SURPLUS
    try:
        for name, start, end in _chunks(data):
            for at in range(start + 8, end - 4 if name == b"IDAT" else 0, _PIECE):
                room -= len(inflater.decompress(data[at : min(at + _PIECE, end - 4)]))
                if room < 0:
                    return True
    except zlib.error:  # a decoder stops there too
        return False
    return False


def _size(data: bytes) -> tuple[int, int]:
    if len(data) < _HEADER_END:
        raise truncated("PNG")
    if data[_SIGNATURE_BYTES:16] != b"\0\0\0\x0dIHDR":
        raise broken_header("PNG", "it does not start with its header")
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if not (0 < width < 2**31 and 0 < height < 2**31):
        raise broken_header("PNG", "its size is impossible")
    if data[24] not in _DEPTHS.get(data[25], ()):
        raise broken_header("PNG", "its colour type is impossible")
    return width, height


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield (name, start, end) of every chunk after the header, up to and with IEND."""
    start = _HEADER_END
    for _ in range(MAX_PARTS):
        end = start + 12 + int.from_bytes(data[start : start + 4])
        if end > len(data):
            raise truncated("PNG")
        name = data[start + 4 : start + 8]
        yield name, start, end
        if name == b"IEND":
            return
        start = end
    raise broken_header("PNG", "it has too many chunks")


def _exif_chunk(orientation: int) -> bytes:
    if orientation == 1:
        return b""
    body = b"eXIf" + exif.minimal(orientation)
    return (len(body) - 4).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)
