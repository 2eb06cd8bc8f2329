"""Which kind of video some bytes are, judged by their content and never by a name."""

from typing import Final, Literal

VideoKind = Literal["mp4", "mov", "webm", "mkv"]

HEAD_BYTES: Final = 64  # enough of a file to tell its kind
# The same container, holding pictures.
STILL: Final = frozenset((
    b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevm", b"hevs", b"hevx",
    b"mif1", b"msf1",
))  # fmt: skip
_OLD_QUICKTIME: Final = frozenset((b"moov", b"mdat", b"wide"))  # before there was `ftyp`
_EBML: Final = b"\x1a\x45\xdf\xa3"
_MATROSKA: Final[tuple[tuple[VideoKind, bytes], ...]] = (("webm", b"\x84webm"), ("mkv", b"\x88matroska"))


def video_kind(head: bytes) -> VideoKind | None:
    """Return the kind that the first `HEAD_BYTES` of a file start as, or None for everything else."""
    kind, brand = head[4:8], head[8:12]
    if kind == b"ftyp" and brand not in STILL:
        return "mov" if brand == b"qt  " else "mp4"
    if kind in _OLD_QUICKTIME:
        return "mov"
    if not head.startswith(_EBML):
        return None
    named = (kind for kind, name in _MATROSKA if b"\x42\x82" + name in head[:HEAD_BYTES])
    return next(named, None)
