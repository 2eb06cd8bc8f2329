"""PNG files from their chunks (PNG, 3rd edition)."""

import struct
import zlib
from functools import cache, partial

SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
_SAMPLES = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
HEADER_END = 33


def chunk(name: bytes, body: bytes) -> bytes:
    """A chunk with its length and checksum."""
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)


def header(width: int, height: int, depth: int = 8, colour: int = RGB, interlaced: int = 0) -> bytes:
    """Signature and IHDR."""
    return SIGNATURE + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))


def black(width: int, height: int, depth: int = 8, colour: int = RGB) -> bytes:
    """A whole black picture; deflate makes almost nothing of it."""
    bits = width * depth * _SAMPLES[colour]
    return assembled(header(width, height, depth, colour), zeros(height * ((bits + 7) // 8 + 1)))


def zeros(count: int) -> bytes:
    """So many zeros, deflated: the blocks of a mebibyte, as many times as wanted (RFC 1950)."""
    whole, rest = divmod(count, 2**20)
    checksum = (count % 65_521 << 16 | 1).to_bytes(4)  # Adler-32 of zeros
    return b"".join(
        (b"\x78\xda", _blocks(2**20, zlib.Z_FULL_FLUSH) * whole, _blocks(rest, zlib.Z_FINISH), checksum)
    )


@cache
def _blocks(count: int, flush: int) -> bytes:
    deflater = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return deflater.compress(bytes(count)) + deflater.flush(flush)


def assembled(head: bytes, pixels: bytes, *between: bytes) -> bytes:
    """A file of a header, chunks between, deflated pixels and the end."""
    return b"".join((head, *between, chunk(b"IDAT", pixels), chunk(b"IEND", b"")))


def with_chunks(data: bytes, *chunks: bytes) -> bytes:
    """`data` with more chunks behind its header."""
    return data[:HEADER_END] + b"".join(chunks) + data[HEADER_END:]


end = partial(chunk, b"IEND", b"")
