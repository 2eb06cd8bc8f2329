"""Types that people do send but that are not opened here: a refusal says which it is, and what helps."""

import re

from imaging.errors import ImageRefused
from imaging.refusals import not_an_image, other_film, packed, unsupported_type
from imaging.video.kinds import video_kind

# What may stand before the first element. Possessive, because a run of comments can be cut up in 2ⁿ ways.
_WEB_PAGE = rb"(?:\xef\xbb\xbf)?\s*+(?:<!--.*?-->\s*+|<\?xml.*?\?>\s*+)*+"
TYPE_BYTES = 1024  # enough of a file to tell its type

# Documents of offices and books are ZIP files, too; nobody would unpack those.
_DOCUMENT = rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|mimetype)"
_DOCUMENT_NAME = "Office document or e-book"
ARCHIVES = frozenset(("ZIP", "RAR", "7-Zip", "TAR", "GZIP", "BZIP2", "XZ", "Zstandard"))
_FILMS = frozenset(("AVI", "EBML"))

_TYPES: tuple[tuple[str, re.Pattern[bytes]], ...] = tuple(
    (name, re.compile(pattern, re.DOTALL | re.IGNORECASE))
    for name, pattern in (
        ("GIF", rb"GIF8[79]a"),
        ("PDF", rb"%PDF-"),
        ("TIFF", rb"II[*+]\0|MM\0[*+]"),
        ("AVIF", rb".{4}ftypavi[fs]"),
        ("HEIC", rb".{4}ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1)"),
        ("MP4 or QuickTime video", rb".{4}(?:ftyp|moov|mdat|wide)"),
        ("JPEG XL", rb"\xff\x0a|\0{3}\x0cJXL "),
        ("JPEG 2000", rb"\0{3}\x0cjP {2}|\xff\x4f\xff\x51"),
        ("Photoshop", rb"8BPS"),
        ("PostScript", rb"%!PS|\xc5\xd0\xd3\xc6"),
        ("ICO", rb"\x00\x00[\x01\x02]\x00[^\x00]\x00"),
        (_DOCUMENT_NAME, _DOCUMENT),
        ("ZIP", rb"PK(?:\x03\x04|\x05\x06)"),
        ("RAR", rb"Rar!\x1a\x07"),
        ("7-Zip", rb"7z\xbc\xaf\x27\x1c"),
        ("GZIP", rb"\x1f\x8b\x08"),
        ("BZIP2", rb"BZh[1-9]1AY&SY"),
        ("XZ", rb"\xfd7zXZ\0"),
        ("Zstandard", rb"\x28\xb5\x2f\xfd"),
        ("TAR", rb".{257}ustar"),
        ("EBML", rb"\x1a\x45\xdf\xa3"),
        ("AVI", rb"RIFF.{4}AVI "),
        ("WAV", rb"RIFF.{4}WAVE"),
        ("OpenEXR", rb"\x76\x2f\x31\x01"),
        ("Radiance HDR", rb"#\?RADIANCE"),
        ("SVG", _WEB_PAGE + rb"(?:<!DOCTYPE svg[^>]*>\s*)?<svg"),
        ("HTML", _WEB_PAGE + rb"<(?:!DOCTYPE html|html|head|body|script)"),
        ("XML", rb"(?:\xef\xbb\xbf)?\s*<\?xml"),
    )
)


def type_of(data: bytes) -> str | None:
    """Return the name of the type that bytes of no kind that is opened start as, or None for no known one."""
    head = data[:TYPE_BYTES]
    return next((name for name, pattern in _TYPES if pattern.match(head)), None)


def refusal_of(data: bytes) -> ImageRefused:
    """Return the refusal of a file that begins so: what it is (see `type_of`), and what would help."""
    name = type_of(data)
    if name is None:
        return not_an_image()
    if name in ARCHIVES:
        return packed(name)
    if name in _FILMS and video_kind(data) is None:  # that is opened, but not where a picture is asked for
        return other_film(name)
    return unsupported_type(name)
