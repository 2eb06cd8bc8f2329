"""Small files that want much: memory, time, parts. Really built, so that a wrong answer would be felt."""

from functools import partial

from tests.hostile.formats import bmp, jpeg, png, webp
from tests.hostile.formats.pictures import whole
from tests.hostile.specimen import CLASSIFIED, UNDECODABLE, Family, refused

BOMBS = Family("bombs", [])

_MANY, _BROKEN = refused("too_many_pixels"), refused("broken_header")
_SIDES = (8000, 5000)  # 40 megapixels, the most that are taken


def png_of_chunks(name: bytes, count: int) -> bytes:
    """A picture with so many empty chunks."""
    return png.with_chunks(whole("PNG"), png.chunk(name, b"") * count)


def png_with_surplus(mebibytes: int) -> bytes:
    """A small picture whose data goes on for long after its last pixel."""
    return png.assembled(png.header(96, 96), png.zeros(96 * 289 + mebibytes * 2**20))


def jpeg_of_segments(count: int) -> bytes:
    """A picture with so many empty comments."""
    return jpeg.with_segments(whole("JPEG"), jpeg.segment(0xFE, b"") * count)


def restarts() -> bytes:
    """A picture that is nothing but restart markers, 20 MB of them."""
    return jpeg.drawn(jpeg.BASELINE, 96, 96, [jpeg.scan((1, 2, 3), 0, 63, 0, b"\xff\xd0" * 10_000_000)])


BOMBS.add("1-bit PNG of 65,500²", lambda: png.black(65_500, 65_500, 1, png.GREY), _MANY, slow=True)
BOMBS.add("1-bit PNG of 20,000²", lambda: png.black(20_000, 20_000, 1, png.GREY), _MANY)
BOMBS.add("1-bit PNG of 40 megapixels", lambda: png.black(*_SIDES, 1, png.GREY), CLASSIFIED)
BOMBS.add("RGB PNG of 41 megapixels", lambda: png.black(8200, 5000), _MANY)
BOMBS.add("RGB PNG of 40 megapixels", lambda: png.black(*_SIDES), CLASSIFIED, slow=True)
BOMBS.add("16-bit RGBA PNG of 40 megapixels", lambda: png.black(*_SIDES, 16, png.RGBA), CLASSIFIED, slow=True)
BOMBS.add("PNG strip of 1 × 65,500", lambda: png.black(1, 65_500), CLASSIFIED)
BOMBS.add("PNG strip of 65,500 × 1", lambda: png.black(65_500, 1), CLASSIFIED)
BOMBS.add("PNG strip of 610 × 65,500", lambda: png.black(610, 65_500), CLASSIFIED, slow=True)
BOMBS.add("PNG of 70,000 chunks", partial(png_of_chunks, b"tEXt", 70_000), _BROKEN)
BOMBS.add("PNG of 60,000 chunks", partial(png_of_chunks, b"tEXt", 60_000), CLASSIFIED)
BOMBS.add("PNG of 60,000 empty IDAT", partial(png_of_chunks, b"IDAT", 60_000), CLASSIFIED)
BOMBS.add("PNG with 200 MB of surplus pixels", partial(png_with_surplus, 200), CLASSIFIED, slow=True)
BOMBS.add("PNG with 300 MB of surplus pixels", partial(png_with_surplus, 300), UNDECODABLE)
BOMBS.add("PNG with 2 GB of surplus pixels", partial(png_with_surplus, 2048), UNDECODABLE, slow=True)
BOMBS.add("PNG with 24 GB of surplus pixels", partial(png_with_surplus, 24_000), UNDECODABLE, slow=True)
BOMBS.add(
    "JPEG of 1000 scans", partial(jpeg.passes, jpeg.PROGRESSIVE, 96, 96, 1000), refused("too_many_scans")
)
BOMBS.add("JPEG of 100 scans, small", partial(jpeg.passes, jpeg.PROGRESSIVE, 96, 96, 100), CLASSIFIED)
BOMBS.add(
    "JPEG of 21 scans, 40 megapixels",
    partial(jpeg.passes, jpeg.PROGRESSIVE, *_SIDES, 21),
    refused("too_many_scans"),
)
BOMBS.add(
    "JPEG of 20 scans, 40 megapixels",
    partial(jpeg.passes, jpeg.PROGRESSIVE, *_SIDES, 20),
    CLASSIFIED,
    slow=True,
)
BOMBS.add(
    "arithmetic JPEG of 100 scans, 40 megapixels",
    partial(jpeg.passes, jpeg.ARITHMETIC, *_SIDES, 100),
    refused("unsupported_type"),
)
BOMBS.add("JPEG of 70,000 segments", partial(jpeg_of_segments, 70_000), _BROKEN)
BOMBS.add("JPEG of 60,000 segments", partial(jpeg_of_segments, 60_000), CLASSIFIED)
BOMBS.add("JPEG of 20 MB of restarts", restarts, CLASSIFIED, slow=True)
BOMBS.add(
    "WebP of 70,000 chunks", lambda: webp.riff(whole("WEBP")[12:], webp.chunk(b"NOTE", b"") * 70_000), _BROKEN
)
BOMBS.add(
    "WebP of 16,383 × 2,441 without a pixel",
    lambda: webp.extended(whole("WEBP"), 0, size=(16_383, 2_441)),
    UNDECODABLE,
)
BOMBS.add("BMP of 40 megapixels in 1 kB", lambda: bmp.run_lengths(*_SIDES), CLASSIFIED)
BOMBS.add("BMP of 41 megapixels in 1 kB", lambda: bmp.run_lengths(8200, 5000), _MANY)
BOMBS.add("more than 25 MiB", lambda: bmp.bitmap(3000, 3000, bytes(27_000_000)), refused("file_too_large"))
