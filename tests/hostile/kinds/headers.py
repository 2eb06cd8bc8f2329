"""Headers that lie: sizes of 2³¹ and 65,500², no pixels, fields that point elsewhere."""

from functools import partial

from tests.hostile.formats import bmp, jpeg, png, webp
from tests.hostile.formats.pictures import whole
from tests.hostile.specimen import UNDECODABLE, Family, refused

HEADERS = Family("headers", [])

_MANY, _BROKEN = refused("too_many_pixels"), refused("broken_header")
_HUGE = 65_500
_INFLATED = png.zeros(30_000)


def png_of(width: int, height: int) -> bytes:
    """A PNG that promises so many pixels."""
    return png.assembled(png.header(width, height), _INFLATED)


def jpeg_of(width: int, height: int) -> bytes:
    """The same as JPEG."""
    return jpeg.drawn(jpeg.BASELINE, width, height, [jpeg.scan((1, 2, 3), 0, 63, 0)])


def webp_of(width: int, height: int) -> bytes:
    """A canvas of so many pixels about a small picture."""
    return webp.extended(whole("WEBP"), 0, size=(width, height))


HEADERS.add("PNG of 65,500²", partial(png_of, _HUGE, _HUGE), _MANY)
HEADERS.add("PNG of 2³¹ − 1", partial(png_of, 2**31 - 1, 2**31 - 1), _MANY)
HEADERS.add("PNG of 2³¹", partial(png_of, 2**31, 1), _BROKEN)
HEADERS.add("PNG of 0", partial(png_of, 0, 5), _BROKEN)
HEADERS.add("PNG of 1 × 1,000,000", partial(png_of, 1, 1_000_000), _MANY)
HEADERS.add("PNG larger than its pixels", partial(png_of, 4000, 4000), UNDECODABLE)
HEADERS.add("PNG of colour type 5", lambda: png.assembled(png.header(9, 9, 8, 5), _INFLATED), _BROKEN)
HEADERS.add("PNG with two headers", lambda: png.header(9, 9) + whole("PNG")[8:], _BROKEN)
HEADERS.add("PNG without pixels", lambda: png.header(9, 9) + png.end(), _BROKEN)
HEADERS.add(
    "PNG with text before its header",
    lambda: png.SIGNATURE + png.chunk(b"tEXt", b"a\0b"),
    refused("truncated"),
)
HEADERS.add(
    "PNG with a chunk of 2³¹ bytes",
    lambda: png.with_chunks(whole("PNG"), b"\x80\0\0\0tEXt"),
    refused("truncated"),
)
HEADERS.add("palette PNG without a palette", lambda: png.black(96, 96, 8, png.PALETTE), UNDECODABLE)
HEADERS.add("JPEG of 65,535²", partial(jpeg_of, 65_535, 65_535), _MANY)
HEADERS.add("JPEG of 0", partial(jpeg_of, 0, 0), _BROKEN)
HEADERS.add(
    "JPEG with two frames",
    lambda: jpeg.with_segments(whole("JPEG"), jpeg.frame(jpeg.BASELINE, 9, 9)),
    _BROKEN,
)
HEADERS.add(
    "JPEG with a segment without length", lambda: jpeg.with_segments(whole("JPEG"), b"\xff\xe1\0\0"), _BROKEN
)
HEADERS.add(
    "JPEG with a segment past its end",
    lambda: jpeg.with_segments(jpeg.SOI + jpeg.EOI, b"\xff\xe1\xff\xff"),
    refused("truncated"),
)
HEADERS.add("JPEG without a scan", lambda: jpeg.drawn(jpeg.BASELINE, 9, 9, []), _BROKEN)
HEADERS.add("JPEG without a frame", lambda: jpeg.SOI + jpeg.EOI, _BROKEN)
HEADERS.add(
    "JPEG with arithmetic coding",
    lambda: jpeg.passes(jpeg.ARITHMETIC, 96, 96, 1),
    refused("unsupported_type"),
)
HEADERS.add("lossless JPEG", lambda: jpeg.passes(jpeg.LOSSLESS, 96, 96, 1), refused("unsupported_type"))
HEADERS.add(
    "JPEG of five colours",
    lambda: jpeg.SOI + jpeg.frame(jpeg.BASELINE, 9, 9, 5) + jpeg.scan((1,), 0, 63, 0) + jpeg.EOI,
    UNDECODABLE,
)
HEADERS.add("WebP canvas of 2²⁴", partial(webp_of, 2**24, 2**24), _MANY)
HEADERS.add("WebP canvas larger than its picture", partial(webp_of, 3000, 3000), UNDECODABLE)
HEADERS.add("WebP canvas smaller than its picture", partial(webp_of, 5, 5), UNDECODABLE)
HEADERS.add(
    "WebP frame smaller than its picture", lambda: webp.animation(whole("WEBP"), 1, (5, 5)), UNDECODABLE
)
HEADERS.add(
    "WebP that says it is longer",
    lambda: whole("WEBP")[:4] + b"\xff\xff\xff\x7f" + whole("WEBP")[8:],
    refused("truncated"),
)
HEADERS.add("WebP without a picture", lambda: webp.riff(webp.canvas(9, 9)), _BROKEN)
HEADERS.add("BMP of 2³¹ − 1", lambda: bmp.bitmap(2**31 - 1, 2**31 - 1, b""), refused("truncated"))
HEADERS.add("BMP of −5", lambda: bmp.bitmap(-5, 5, bytes(99)), _BROKEN)
HEADERS.add("BMP of 0", lambda: bmp.bitmap(0, 0, bytes(99)), _BROKEN)
HEADERS.add(
    "BMP with a header of 4 GB",
    lambda: bmp.bitmap(9, 9, bytes(999), header_size=2**32 - 1),
    refused("truncated"),
)
HEADERS.add("BMP with its pixels in its header", lambda: bmp.bitmap(9, 9, bytes(999), pixels_at=20), _BROKEN)
HEADERS.add(
    "BMP with its pixels at 4 GB",
    lambda: bmp.bitmap(9, 9, bytes(999), pixels_at=2**32 - 1),
    refused("truncated"),
)
HEADERS.add(
    "BMP with a JPEG inside",
    lambda: bmp.bitmap(9, 9, whole("JPEG"), bits=0, compression=bmp.JPEG_INSIDE),
    refused("unsupported_type"),
)
