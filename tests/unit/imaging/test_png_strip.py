"""What leaves a PNG and what stays."""

import struct
from zlib import crc32

import numpy as np
import pytest
from PIL.PngImagePlugin import PngInfo

from imaging import png
from imaging.errors import ImageRefused

from .samples import encode, oriented, photo, pillow_rgb

PLAIN = encode(photo(), "PNG")


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc32(name + body))


def header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    return PLAIN[:8] + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


@pytest.mark.parametrize("value", [1, 6])
@pytest.mark.parametrize("mode", ["RGB", "P", "LA"])
def test_metadata_goes_and_pixels_stay(mode: str, value: int) -> None:
    notes = PngInfo()
    notes.add_text("Comment", "SECRETNOTE")
    notes.add_itxt("XML:com.adobe.xmp", "SECRETXMP")
    data = encode(photo().convert(mode), "PNG", pnginfo=notes, exif=oriented(value), dpi=(72, 72))
    stripped = png.strip(data)
    assert b"SECRET" in data
    assert b"SECRET" not in stripped.data
    assert stripped.orientation == value
    assert stripped.data.count(b"eXIf") == (value != 1)
    np.testing.assert_array_equal(pillow_rgb(stripped.data), pillow_rgb(data))


def test_of_an_animation_the_first_frame_remains() -> None:
    moving = encode(photo(), "PNG", save_all=True, append_images=[photo(seed=2)], duration=50)
    assert b"acTL" in moving
    assert png.strip(moving).data == PLAIN


def test_what_follows_the_end_goes() -> None:
    assert png.strip(PLAIN + b"PK\3\4SECRET").data == PLAIN


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (PLAIN[:20], "truncated"),
        (PLAIN[:-1], "truncated"),
        (PLAIN[:33], "truncated"),
        (PLAIN[:8] + chunk(b"tEXt", b"a\0b") + PLAIN[8:], "broken_header"),
        (PLAIN[:33] + PLAIN[8:], "broken_header"),
        (PLAIN[:33] + PLAIN[-12:], "broken_header"),
        (header(0, 5), "broken_header"),
        (header(2**31, 5), "broken_header"),
        (header(5, 5, depth=3), "broken_header"),
        (header(5, 5, colour=5), "broken_header"),
        (PLAIN[:33] + chunk(b"IDAT", b"") * 70_000 + PLAIN[33:], "broken_header"),
    ],
)
def test_damage_is_named(data: bytes, code: str) -> None:
    with pytest.raises(ImageRefused) as refused:
        png.strip(data)
    assert refused.value.code == code
