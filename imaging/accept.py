"""The door: decide from a file's bytes whether it comes in, and take its metadata off. Decodes no pixels."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from imaging import bmp, jpeg, png, webp
from imaging.errors import ImageRefused
from imaging.foreign import refusal_of
from imaging.kinds import Kind, kind_of
from imaging.refusals import empty_file, file_too_large, too_many_pixels
from imaging.stripped import Stripped

MAX_SIDE: Final = 65_500  # libjpeg opens nothing longer, and no camera makes it
_TURNED: Final = 5  # orientations from here on swap width and height

_STRIP: Final[dict[Kind, Callable[[bytes], Stripped]]] = {
    "jpeg": jpeg.strip,
    "png": png.strip,
    "webp": webp.strip,
    "bmp": bmp.strip,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file may hold: bytes as sent, and pixels (width × height) as its header says."""

    max_bytes: int = 25 * 2**20
    max_pixels: int = 40_000_000


@dataclass(frozen=True, slots=True)
class Accepted:
    """A picture that may be stored.

    `width` and `height` are those of the upright picture in pixels; `data` is the file without metadata, its
    pixels never re-encoded. `moving` says that it was an animation, of which the first frame was kept.
    """

    kind: Kind
    width: int
    height: int
    data: bytes
    moving: bool = False


def accept(data: bytes, limits: Limits) -> Accepted:
    """Return the picture in `data`, ready to be stored.

    Raises ImageRefused with one of the codes `empty_file`, `file_too_large`, `too_many_pixels`,
    `too_many_scans`, `unsupported_type`, `not_an_image`, `truncated`, `broken_header`.
    """
    if not data:
        raise empty_file()
    kind = kind_of(data)
    if kind is None:
        raise refusal_of(data)
    if len(data) > limits.max_bytes:
        raise too_large(data, len(data), limits)
    picture = _STRIP[kind](data)
    width, height = picture.width, picture.height
    if width * height > limits.max_pixels or max(width, height) > MAX_SIDE:
        raise too_many_pixels(width, height, limits.max_pixels, MAX_SIDE)
    if picture.orientation >= _TURNED:
        width, height = height, width
    return Accepted(kind, width, height, picture.data, picture.moving)


def too_large(head: bytes, size: int, limits: Limits) -> ImageRefused:
    """Return why `size` bytes that begin so are too many; of what is no picture no smaller one would help."""
    return file_too_large(size, limits.max_bytes) if kind_of(head) else refusal_of(head)
