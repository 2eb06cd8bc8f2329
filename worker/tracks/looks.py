"""From a stored frame to how the people in it look."""

from collections.abc import Sequence

from imaging.decode import decode
from imaging.errors import ImageError
from worker.tracks.appearance import Appearance, Box, appearance

LOOK_SIDE = 480  # pixels of a frame's shorter side that are enough to tell colours


def looks(data: bytes, boxes: Sequence[Box], width: int) -> list[Appearance | None]:
    """How each face's owner looks; `boxes` are in pixels of the whole frame, which is `width` wide.

    None where the frame does not decode: then the place alone joins them.
    """
    try:
        picture = decode(data, min_side=LOOK_SIDE)
    except ImageError:
        return [None] * len(boxes)
    scale = picture.shape[1] / width
    return [appearance(picture, (x * scale, y * scale, w * scale, h * scale)) for x, y, w, h in boxes]
