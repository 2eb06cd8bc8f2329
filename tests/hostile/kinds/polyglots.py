"""Files that are two things: the picture is kept, and what else they are is gone or never served."""

from io import BytesIO
from zipfile import ZipFile

from tests.hostile.formats import bmp, jpeg, png, webp
from tests.hostile.formats.pictures import encode, picture, whole
from tests.hostile.specimen import CLASSIFIED, Family, refused

POLYGLOTS = Family("polyglots", [])

SCRIPT = b"<script>alert('polyglot')</script>"


def archive() -> bytes:
    """A ZIP with a page in it."""
    file = BytesIO()
    with ZipFile(file, "w") as written:
        written.writestr("index.html", SCRIPT)
    return file.getvalue()


POLYGLOTS.add("JPEG and ZIP", lambda: whole("JPEG") + archive(), CLASSIFIED)
POLYGLOTS.add("PNG and ZIP", lambda: whole("PNG") + archive(), CLASSIFIED)
POLYGLOTS.add("WebP and ZIP", lambda: whole("WEBP") + archive(), CLASSIFIED)
POLYGLOTS.add("BMP and ZIP", lambda: whole("BMP") + archive(), CLASSIFIED)
POLYGLOTS.add(
    "PNG and HTML in a text chunk",
    lambda: png.with_chunks(whole("PNG"), png.chunk(b"tEXt", b"a\0" + SCRIPT)),
    CLASSIFIED,
)
POLYGLOTS.add("PNG and HTML behind its end", lambda: whole("PNG") + SCRIPT, CLASSIFIED)
POLYGLOTS.add(
    "PNG and HTML in its palette",
    lambda: png.assembled(
        png.header(96, 96, 8, png.PALETTE), png.zeros(96 * 97), png.chunk(b"PLTE", (SCRIPT * 3)[:99])
    ),
    CLASSIFIED,
)
POLYGLOTS.add(
    "JPEG and HTML in a comment",
    lambda: jpeg.with_segments(whole("JPEG"), jpeg.segment(0xFE, SCRIPT)),
    CLASSIFIED,
)
POLYGLOTS.add(
    "JPEG and PHP in EXIF",
    lambda: jpeg.with_segments(whole("JPEG"), jpeg.segment(0xE1, b"Exif\0\0<?php system('id'); ?>")),
    CLASSIFIED,
)
POLYGLOTS.add(
    "JPEG and JavaScript",
    lambda: jpeg.with_segments(whole("JPEG"), jpeg.segment(0xFE, b"*/=alert(1)/*")),
    CLASSIFIED,
)
POLYGLOTS.add(
    "WebP and HTML in XMP", lambda: webp.extended(whole("WEBP"), 4, webp.chunk(b"XMP ", SCRIPT)), CLASSIFIED
)
POLYGLOTS.add(
    "BMP and HTML before its pixels",
    lambda: bmp.bitmap(96, 96, SCRIPT + bytes(96 * 288), pixels_at=54 + len(SCRIPT)),
    CLASSIFIED,
)
POLYGLOTS.add(
    "GIF and JavaScript",
    lambda: b"GIF89a/*" + encode(picture(), "GIF")[8:] + b"*/=alert(1)",
    refused("unsupported_type"),
)
POLYGLOTS.add("PDF and JPEG", lambda: b"%PDF-1.4\n" + whole("JPEG"), refused("unsupported_type"))
POLYGLOTS.add("HTML and JPEG", lambda: b"<html><!--" + whole("JPEG"), refused("unsupported_type"))
POLYGLOTS.add("JPEG and JPEG", lambda: whole("JPEG") + whole("JPEG"), CLASSIFIED)
POLYGLOTS.add(
    "PNG in a JPEG's comment",
    lambda: jpeg.with_segments(whole("JPEG"), jpeg.segment(0xFE, whole("PNG")[:60_000])),
    CLASSIFIED,
)
