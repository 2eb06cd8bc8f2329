"""The one decoder: stored bytes to upright RGB pixels, the same for training, serving and preview."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging import jpeg, png
from imaging.accept import MAX_SIDE, Limits, accept
from imaging.alpha import may_be_transparent, over_white
from imaging.errors import ImageRefused, ImageUndecodable
from imaging.kinds import Kind, kind_of
from imaging.orient import orientation, upright

# Orientation is ours: OpenCV applies it for some flags and formats and not for others.
_RGB: Final = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
_REDUCED: Final = {  # refuses to be combined with IMREAD_COLOR_RGB
    2: cv2.IMREAD_REDUCED_COLOR_2 | cv2.IMREAD_IGNORE_ORIENTATION,
    4: cv2.IMREAD_REDUCED_COLOR_4 | cv2.IMREAD_IGNORE_ORIENTATION,
    8: cv2.IMREAD_REDUCED_COLOR_8 | cv2.IMREAD_IGNORE_ORIENTATION,
}
_DAMAGED: Final = "the picture is damaged and cannot be opened; save it again as JPEG or PNG."

# A damaged upload is an answer to a person and no event for the log.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


def decode(data: bytes, *, min_side: int | None = None, min_longest: int | None = None) -> NDArray[np.uint8]:
    """Return the upright picture, H × W × 3 RGB uint8, of bytes that `accept` returned.

    With `min_side` a JPEG may come at 1/2, 1/4 or 1/8 of its size, as long as its shorter side keeps that
    many pixels, with `min_longest` as long as its longest side does; this is several times faster for
    photographs. Transparent pixels are laid over white and 16 bits become 8. Raises ImageUndecodable, and
    MemoryError where the picture is not to blame.
    """
    kind = kind_of(data)
    if kind is None:  # OpenCV opens many more formats than were ever accepted
        raise ImageUndecodable(_DAMAGED)
    try:
        pixels = _pixels(data, kind, min_side, min_longest)
    except (cv2.error, ImageRefused) as error:
        if isinstance(error, cv2.error) and error.code == cv2.Error.StsNoMem:
            raise MemoryError(str(error)) from error
        raise ImageUndecodable(_DAMAGED) from error
    turn = orientation(data, kind)
    return pixels if turn == 1 else upright(pixels, turn)


def reduction(width: int, height: int, *, min_side: int | None = None, min_longest: int | None = None) -> int:
    """By how much `decode` divides both sides of a JPEG of that size: 1, 2, 4 or 8."""
    shortest, longest = min(width, height), max(width, height)
    fits = (
        factor
        for factor in sorted(_REDUCED, reverse=True)
        if shortest // factor >= (min_side or 1) and longest // factor >= (min_longest or 1)
    )
    return next(fits, 1)


def _pixels(data: bytes, kind: Kind, min_side: int | None, min_longest: int | None) -> NDArray[np.uint8]:
    if kind == "jpeg" and (min_side or min_longest):
        factor = reduction(*jpeg.frame_size(data), min_side=min_side, min_longest=min_longest)
        if factor > 1:
            return over_white(_read(data, _REDUCED[factor]))
    if kind == "png" and png.inflates_too_far(data):
        raise ImageUndecodable(_DAMAGED)
    if may_be_transparent(data, kind):
        return over_white(_read(data, cv2.IMREAD_UNCHANGED))
    return np.asarray(_read(data, _RGB), dtype=np.uint8)


def _read(data: bytes, flags: int) -> cv2.typing.MatLike:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if pixels is None:
        _check_room(data)
        raise ImageUndecodable(_DAMAGED)
    return pixels


def _check_room(data: bytes) -> None:
    """Raise MemoryError where the picture would not have fitted: OpenCV's decoders do not say so."""
    picture = accept(data, Limits(len(data), MAX_SIDE**2))
    np.empty(picture.width * picture.height * 4, np.uint8)
