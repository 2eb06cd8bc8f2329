"""Turning a picture upright, in one way for every format."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from imaging import exif, jpeg, png, webp
from imaging.kinds import Kind


def orientation(data: bytes, kind: Kind) -> int:
    """Return the orientation, 1 to 8, that `accept` left in `data`."""
    if kind == "jpeg" and data[2:4] == b"\xff\xe1":
        return exif.orientation(data[jpeg.ORIENTATION_AT :][: exif.MINIMAL_BYTES])
    if kind == "png" and data[png.ORIENTATION_AT - 4 : png.ORIENTATION_AT] == b"eXIf":
        return exif.orientation(data[png.ORIENTATION_AT :][: exif.MINIMAL_BYTES])
    if kind == "webp" and data[webp.ORIENTATION_AT - 8 : webp.ORIENTATION_AT - 4] == b"EXIF":
        return exif.orientation(data[webp.ORIENTATION_AT :])
    return 1


_ROTATIONS: Final = {3: cv2.ROTATE_180, 6: cv2.ROTATE_90_CLOCKWISE, 8: cv2.ROTATE_90_COUNTERCLOCKWISE}


def upright(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Turn and mirror `pixels` (H × W × 3, as stored) into the upright picture."""
    turned: cv2.typing.MatLike = pixels
    if orientation in _ROTATIONS:
        turned = cv2.rotate(pixels, _ROTATIONS[orientation])
    elif orientation == 2:
        turned = cv2.flip(pixels, 1)
    elif orientation == 4:
        turned = cv2.flip(pixels, 0)
    elif orientation == 5:
        turned = cv2.transpose(pixels)
    elif orientation == 7:
        turned = cv2.flip(cv2.transpose(pixels), -1)
    return np.asarray(turned, dtype=np.uint8)
