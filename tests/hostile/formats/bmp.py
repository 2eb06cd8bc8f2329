"""BMP files from their fields (BITMAPINFOHEADER)."""

import struct

RGB, RLE8, BITFIELDS, JPEG_INSIDE = 0, 1, 3, 4


def bitmap(
    width: int,
    height: int,
    pixels: bytes,
    *,
    bits: int = 24,
    compression: int = RGB,
    palette: bytes = b"",
    pixels_at: int | None = None,
    header_size: int = 40,
) -> bytes:
    """A bitmap; whatever is given is written, true or not."""
    start = 54 + len(palette) if pixels_at is None else pixels_at
    head = struct.pack("<IHHI", 54 + len(palette) + len(pixels), 0, 0, start)
    info = struct.pack(
        "<IiiHHIIiiII",
        header_size,
        width,
        height,
        1,
        bits,
        compression,
        len(pixels),
        0,
        0,
        len(palette) // 4,
        0,
    )
    return b"BM" + head + info + palette + pixels


def run_lengths(width: int, height: int) -> bytes:
    """A picture that ends as soon as it has begun."""
    return bitmap(width, height, b"\0\1", bits=8, compression=RLE8, palette=bytes(1024))
