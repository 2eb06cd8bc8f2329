"""Every way to store colour that people do send, and some that nobody should."""

import zlib
from functools import partial

import numpy as np
from PIL import Image

from tests.hostile.formats import bmp, png
from tests.hostile.formats.pictures import encode, picture
from tests.hostile.specimen import CLASSIFIED, UNDECODABLE, Family, refused

COLOURS = Family("colours", [])

_MODES = (
    ("JPEG", "CMYK"),
    ("JPEG", "L"),
    ("PNG", "1"),
    ("PNG", "L"),
    ("PNG", "LA"),
    ("PNG", "P"),
    ("PNG", "RGBA"),
    ("WEBP", "RGBA"),
    ("BMP", "1"),
    ("BMP", "L"),
    ("BMP", "P"),
    ("BMP", "RGBA"),
)


def converted(form: str, mode: str) -> bytes:
    """The portrait in another mode."""
    return encode(picture().convert(mode), form)


def deep_grey() -> bytes:
    """16 bits of grey."""
    return encode(Image.fromarray(np.linspace(0, 65_535, 9216).astype(np.uint16).reshape(96, 96)), "PNG")


def short_palette() -> bytes:
    """Pixels that name colours which the palette does not have."""
    rows = (b"\0" + b"\xc8" * 96) * 96
    return png.assembled(
        png.header(96, 96, 8, png.PALETTE), zlib.compress(rows), png.chunk(b"PLTE", bytes(6))
    )


def transparent() -> bytes:
    """Nothing but transparent pixels, of a colour that nobody is to see."""
    return encode(Image.new("RGBA", (96, 96), (255, 0, 0, 0)), "PNG")


for _form, _mode in _MODES:
    COLOURS.add(f"{_form} of mode {_mode}", partial(converted, _form, _mode), CLASSIFIED)
COLOURS.add(
    "progressive CMYK JPEG", lambda: encode(picture().convert("CMYK"), "JPEG", progressive=True), CLASSIFIED
)
COLOURS.add("PNG of 16-bit grey", deep_grey, CLASSIFIED)
for _colour, _name in ((png.RGB, "RGB"), (png.RGBA, "RGBA"), (png.GREY_ALPHA, "grey and alpha")):
    COLOURS.add(f"PNG of 16-bit {_name}", partial(png.black, 96, 96, 16, _colour), CLASSIFIED)
COLOURS.add("PNG with too short a palette", short_palette, CLASSIFIED, UNDECODABLE)
COLOURS.add("PNG that is all transparent", transparent, CLASSIFIED)
COLOURS.add(
    "BMP with strange masks",
    lambda: bmp.bitmap(96, 96, b"\1\2\4\x08" * 3 + bytes(96 * 384), bits=32, compression=bmp.BITFIELDS),
    refused("unsupported_type"),
)
COLOURS.add(
    "BMP of 64 bits a pixel",
    lambda: bmp.bitmap(96, 96, bytes(96 * 768), bits=64),
    refused("unsupported_type"),
)
