"""EXIF orientations: the eight that exist turn the picture, all others are taken for upright."""

import struct
from functools import partial

from tests.hostile.formats import jpeg, png, webp
from tests.hostile.formats.pictures import encode, picture, whole
from tests.hostile.kinds.metadata import exif_app1
from tests.hostile.specimen import CLASSIFIED, Family

ORIENTATIONS = Family("orientations", [])

VALUES = (*range(10), 65_535)
WIDE = (96, 64)


def tiff(value: int, kind: int = 3) -> bytes:
    """A TIFF block with nothing but an orientation, as a number of some TIFF type."""
    return struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, kind, 1, value, 0, 0)


def turned(value: int) -> bytes:
    """A wide JPEG with that orientation."""
    return jpeg.with_segments(encode(picture().resize(WIDE), "JPEG"), exif_app1(tiff(value)))


for _value in VALUES:
    ORIENTATIONS.add(f"JPEG of orientation {_value}", partial(turned, _value), CLASSIFIED)
ORIENTATIONS.add(
    "PNG of orientation 65,535",
    lambda: png.with_chunks(whole("PNG"), png.chunk(b"eXIf", tiff(65_535))),
    CLASSIFIED,
)
ORIENTATIONS.add(
    "WebP of orientation 9",
    lambda: webp.extended(whole("WEBP"), webp.EXIF_FLAG, webp.chunk(b"EXIF", tiff(9))),
    CLASSIFIED,
)
ORIENTATIONS.add(
    "JPEG of a rational orientation",
    lambda: jpeg.with_segments(whole("JPEG"), exif_app1(tiff(6, 5))),
    CLASSIFIED,
)
