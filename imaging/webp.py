"""WebP: keep the picture's own chunks, drop metadata and later frames (RFC 9649)."""

from collections.abc import Iterator

from imaging import exif
from imaging.refusals import broken_header, truncated
from imaging.stripped import MAX_PARTS, Stripped

_FIRST_CHUNK = 12
_ALPHA, _EXIF, _ANIMATION = 0x10, 0x08, 0x02  # flags of VP8X
_SIMPLE = (b"VP8 ", b"VP8L")
ORIENTATION_AT = -exif.MINIMAL_BYTES  # the EXIF chunk that `strip` writes is the last one

_Chunk = tuple[bytes, bytes]


def strip(data: bytes) -> Stripped:
    """Return the WebP without EXIF, XMP and colour profile; of an animation the first frame remains.

    Pixels stay bit-identical; an orientation other than 1 is written back as the only EXIF tag. Raises
    ImageRefused (`truncated`, `broken_header`).
    """
    chunks = list(_chunks(data))
    if not chunks:
        raise broken_header("WebP", "it has no picture")
    name, body = chunks[0]
    if name in _SIMPLE:
        width, height = _lossy_size(body) if name == b"VP8 " else _lossless_size(body)
        return Stripped(width, height, 1, _riff([chunks[0]]))
    if name != b"VP8X" or len(body) < 10:
        raise broken_header("WebP", "it does not start with a picture")
    width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
    orientation = _orientation(chunks)
    moving = sum(name == b"ANMF" for name, _ in chunks) > 1
    return Stripped(width, height, orientation, _riff(_extended(chunks, orientation)), moving)


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """Yield (name, body) of every chunk inside the RIFF; bytes behind it are no part of the picture."""
    riff_end = 8 + int.from_bytes(data[4:8], "little")
    if riff_end > len(data):
        raise truncated("WebP")
    start = _FIRST_CHUNK
    for _ in range(MAX_PARTS):
        if start + 8 > riff_end:
            return
        end = start + 8 + int.from_bytes(data[start + 4 : start + 8], "little")
        if end > riff_end:
            raise truncated("WebP")
        yield data[start : start + 4], data[start + 8 : end]
        start = end + (end & 1)
    raise broken_header("WebP", "it has too many chunks")


def _extended(chunks: list[_Chunk], orientation: int) -> list[_Chunk]:
    """Return VP8X with honest flags, then the chunks of one picture, then its orientation."""
    flags, rest = chunks[0][1][0], chunks[0][1][4:10]
    picture = _still(chunks) if not flags & _ANIMATION else _first_frame(chunks)
    if not picture:
        raise broken_header("WebP", "it has no picture")
    turned = [(b"EXIF", exif.minimal(orientation))] if orientation != 1 else []
    flags = flags & (_ALPHA | _ANIMATION) | (_EXIF if turned else 0)
    return [(b"VP8X", bytes((flags, 0, 0, 0)) + rest), *picture, *turned]


def _still(chunks: list[_Chunk]) -> list[_Chunk]:
    return [chunk for chunk in chunks if chunk[0] in (b"ALPH", *_SIMPLE)]


def _first_frame(chunks: list[_Chunk]) -> list[_Chunk]:
    # The frame may cover only a part of the canvas, so it stays an animation, of one frame.
    control = [chunk for chunk in chunks if chunk[0] == b"ANIM"]
    frames = [chunk for chunk in chunks if chunk[0] == b"ANMF"]
    return control[:1] + frames[:1] if control and frames else []


def _orientation(chunks: list[_Chunk]) -> int:
    blocks = (body for name, body in chunks if name == b"EXIF")
    return exif.orientation(next(blocks, b"").removeprefix(b"Exif\0\0"))


def _lossy_size(body: bytes) -> tuple[int, int]:
    if body[3:6] != b"\x9d\x01\x2a" or len(body) < 10:
        raise broken_header("WebP", "it has no frame header")
    width, height = (int.from_bytes(body[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    if not (width and height):
        raise broken_header("WebP", "it says that it has no pixels")
    return width, height


def _lossless_size(body: bytes) -> tuple[int, int]:
    if body[:1] != b"\x2f" or len(body) < 5:
        raise broken_header("WebP", "it has no frame header")
    bits = int.from_bytes(body[1:5], "little")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _riff(chunks: list[_Chunk]) -> bytes:
    parts = (name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) & 1) for name, body in chunks)
    inside = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(inside).to_bytes(4, "little") + inside
