"""Bitmaps of every depth, and those that lie about their size."""

import struct

import numpy as np
import pytest

from imaging import bmp
from imaging.decode import decode
from imaging.errors import ImageRefused

BGR = bytes((60, 40, 200))
RED = (200, 40, 60)
PALETTE = BGR + b"\0"
RGB_MASKS = struct.pack("<III", 0xFF0000, 0xFF00, 0xFF)
DEEP_RED = struct.pack("<H", 25 << 11 | 10 << 5 | 7)


def bitmap(
    bits: int, pixels: bytes, *, extra: bytes = b"", width: int = 8, height: int = 8, compression: int = 0
) -> bytes:
    start = 54 + len(extra)
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(pixels), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", start + len(pixels), 0, 0, start) + info + extra + pixels


PLAIN = bitmap(24, BGR * 64)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        bitmap(24, BGR * 64, height=-8),
        bitmap(32, PALETTE * 64),
        bitmap(32, PALETTE * 64, compression=3, extra=RGB_MASKS),
        bitmap(1, bytes(4 * 8), extra=PALETTE + bytes(4)),
        bitmap(4, bytes(4 * 8), extra=PALETTE + bytes(60)),
        bitmap(8, bytes(8 * 8), extra=PALETTE + bytes(1020)),
        bitmap(8, b"\x08\0\0\0" * 8 + b"\0\1", compression=1, extra=PALETTE + bytes(1020)),
        bitmap(4, b"\x08\0\0\0" * 8 + b"\0\1", compression=2, extra=PALETTE + bytes(60)),
        bitmap(16, DEEP_RED * 64, compression=3, extra=struct.pack("<III", 0xF800, 0x7E0, 0x1F)),
        b"BM" + struct.pack("<IHHIIHHHH", 218, 0, 0, 26, 12, 8, 8, 1, 24) + BGR * 64,
    ],
)
def test_red_stays_red_at_every_depth(data: bytes) -> None:
    stripped = bmp.strip(data)
    assert (stripped.width, stripped.height, stripped.data) == (8, 8, data)
    np.testing.assert_allclose(decode(stripped.data), np.full((8, 8, 3), RED), atol=7)


def test_rows_from_the_top_down() -> None:
    data = bitmap(24, BGR * 32 + b"\xff" * 96, height=-8)
    assert decode(bmp.strip(data).data)[0, 0].tolist() == list(RED)


def test_what_follows_the_pixels_goes() -> None:
    assert bmp.strip(PLAIN[:2] + struct.pack("<I", len(PLAIN) + 6) + PLAIN[6:] + b"SECRET").data == PLAIN


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"BM", "truncated"),
        (PLAIN[:30], "truncated"),
        (PLAIN[:-1], "truncated"),
        (bitmap(24, BGR, width=60_000, height=60_000), "truncated"),
        (bitmap(24, BGR * 64, width=0), "broken_header"),
        (bitmap(24, BGR * 64, width=-8), "broken_header"),
        (bitmap(24, BGR * 64, height=0), "broken_header"),
        (PLAIN[:14] + struct.pack("<I", 20) + PLAIN[18:], "broken_header"),
        (PLAIN[:10] + struct.pack("<I", 10) + PLAIN[14:], "broken_header"),
        (bitmap(7, BGR * 64), "unsupported_type"),
        (bitmap(24, BGR * 64, compression=4), "unsupported_type"),
        (bitmap(32, PALETTE * 64, compression=3, extra=RGB_MASKS[::-1]), "unsupported_type"),
    ],
)
def test_damage_is_named(data: bytes, code: str) -> None:
    with pytest.raises(ImageRefused) as refused:
        bmp.strip(data)
    assert refused.value.code == code
