"""BMP: no metadata to strip, but a header to check and a tail to cut (BITMAPINFOHEADER and its relatives)."""

import struct
from dataclasses import dataclass

from imaging.refusals import broken_header, truncated, unsupported_type
from imaging.stripped import Stripped

_CORE_HEADER, _INFO_HEADER = 12, 40
_RGB, _RLE8, _RLE4, _BITFIELDS = range(4)
_DEPTHS = {_RGB: (1, 4, 8, 16, 24, 32), _RLE8: (8,), _RLE4: (4,), _BITFIELDS: (16, 32)}
_MASKS_AT = 54
# The decoder reads 16 bits as 5-5-5 or 5-6-5 and 32 bits as blue, green, red, whatever the masks say.
_MASKS = {
    16: ((0x7C00, 0x03E0, 0x001F), (0xF800, 0x07E0, 0x001F)),
    32: ((0xFF0000, 0x00FF00, 0x0000FF),),
}


@dataclass(frozen=True, slots=True)
class _Header:
    pixels_at: int
    width: int
    height: int
    bits: int
    compression: int
    packed_bytes: int


def strip(data: bytes) -> Stripped:
    """Return the BMP up to the end of its pixels.

    Raises ImageRefused (`truncated`, `broken_header`, `unsupported_type`).
    """
    header = _header(data)
    if header.width <= 0 or header.height == 0:
        raise broken_header("BMP", "its size is impossible")
    if header.bits not in _DEPTHS.get(header.compression, ()):
        raise unsupported_type(f"BMP with {header.bits} bits, compression {header.compression}")
    if header.compression == _BITFIELDS:
        _check_masks(data, header.bits)
    end = _end(header, len(data))
    if end > len(data):
        raise truncated("BMP")
    kept = data if end == len(data) else data[:2] + struct.pack("<I", end) + data[6:end]
    # A negative height means rows from the top down, which is how they are shown either way.
    return Stripped(header.width, abs(header.height), 1, kept)


def _header(data: bytes) -> _Header:
    if len(data) < 18:
        raise truncated("BMP")
    pixels_at, size = struct.unpack_from("<I I", data, 10)
    if size < _INFO_HEADER and size != _CORE_HEADER:
        raise broken_header("BMP", "its header size is unknown")
    if len(data) < 14 + size:
        raise truncated("BMP")
    if pixels_at < 14 + size:
        raise broken_header("BMP", "its pixels overlap its header")
    if size == _CORE_HEADER:
        width, height, _, bits = struct.unpack_from("<HHHH", data, 18)
        return _Header(pixels_at, width, height, bits, _RGB, 0)
    width, height, _, bits, compression, packed = struct.unpack_from("<iiHHII", data, 18)
    return _Header(pixels_at, width, height, bits, compression, packed)


def _check_masks(data: bytes, bits: int) -> None:
    if len(data) < _MASKS_AT + 12:
        raise truncated("BMP")
    if struct.unpack_from("<III", data, _MASKS_AT) not in _MASKS[bits]:
        raise unsupported_type("BMP with an unusual order of colours")


def _end(header: _Header, size: int) -> int:
    if header.compression in (_RLE8, _RLE4):
        return header.pixels_at + header.packed_bytes if header.packed_bytes else size
    stride = (header.width * header.bits + 31) // 32 * 4
    return header.pixels_at + stride * abs(header.height)
