"""What lies beside the pixels: bombs in text, profile and EXIF. It is dropped unread."""

import struct
import zlib
from functools import partial

from tests.hostile.formats import jpeg, png, webp
from tests.hostile.formats.pictures import whole
from tests.hostile.specimen import CLASSIFIED, Family

METADATA = Family("metadata", [])

_GIGABYTE = 2**30


def png_bomb(name: bytes, head: bytes) -> bytes:
    """A picture with a chunk that inflates to a gigabyte."""
    return png.with_chunks(whole("PNG"), png.chunk(name, head + png.zeros(_GIGABYTE)))


def looping_exif(entries: int) -> bytes:
    """A TIFF block whose directory is its own next one, and says that it has so many entries."""
    entry = struct.pack(">HHIHH", 0x8769, 4, 1, 0, 8)
    return b"MM\0*" + (8).to_bytes(4) + entries.to_bytes(2) + entry * 400 + (8).to_bytes(4)


def exif_far_away() -> bytes:
    """A TIFF block whose directory lies 4 GB behind it."""
    return b"II*\0\xff\xff\xff\xff"


def exif_app1(tiff: bytes) -> bytes:
    """The segment of a JPEG that holds a TIFF block."""
    return jpeg.segment(0xE1, b"Exif\0\0" + tiff)


METADATA.add("zTXt of 1 GB", partial(png_bomb, b"zTXt", b"Comment\0\0"), CLASSIFIED)
METADATA.add("iTXt of 1 GB", partial(png_bomb, b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0"), CLASSIFIED)
METADATA.add("iCCP of 1 GB", partial(png_bomb, b"iCCP", b"profile\0\0"), CLASSIFIED)
METADATA.add(
    "JPEG with looping EXIF",
    lambda: jpeg.with_segments(whole("JPEG"), exif_app1(looping_exif(65_535))),
    CLASSIFIED,
)
METADATA.add(
    "JPEG with EXIF that points away",
    lambda: jpeg.with_segments(whole("JPEG"), exif_app1(exif_far_away())),
    CLASSIFIED,
)
METADATA.add(
    "JPEG with 300 EXIF blocks",
    lambda: jpeg.with_segments(whole("JPEG"), exif_app1(bytes(60_000)) * 300),
    CLASSIFIED,
)
METADATA.add(
    "JPEG with a false colour profile",
    lambda: jpeg.with_segments(whole("JPEG"), jpeg.segment(0xE2, b"ICC_PROFILE\0\1\xff" + b"\xff" * 60_000)),
    CLASSIFIED,
)
METADATA.add(
    "PNG with looping EXIF",
    lambda: png.with_chunks(whole("PNG"), png.chunk(b"eXIf", looping_exif(65_535))),
    CLASSIFIED,
)
METADATA.add(
    "PNG with a false gamma", lambda: png.with_chunks(whole("PNG"), png.chunk(b"gAMA", bytes(4))), CLASSIFIED
)
METADATA.add(
    "PNG with 16 MB of deflated noise",
    lambda: png.with_chunks(whole("PNG"), png.chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(2**24), 0))),
    CLASSIFIED,
)
METADATA.add(
    "WebP with looping EXIF",
    lambda: webp.extended(whole("WEBP"), webp.EXIF_FLAG, webp.chunk(b"EXIF", looping_exif(65_535))),
    CLASSIFIED,
)
METADATA.add(
    "WebP with 8 MB of XMP",
    lambda: webp.extended(whole("WEBP"), 4, webp.chunk(b"XMP ", b"<x>" * 2_700_000)),
    CLASSIFIED,
)
