"""A mask as a picture with transparency and six points that say where it sits on a face."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Template:
    """One mask, seen from the front.

    `rgba` is H×W×4 uint8 with straight (not premultiplied) alpha. `anchors` is 6×2 float32 in pixels of
    `rgba` (x, y), in the order of MaskTheFace: top left, nose bridge, top right, bottom left, chin, bottom
    right. `straps` run from the corners to the ears.
    """

    name: str
    rgba: NDArray[np.uint8]
    anchors: NDArray[np.float32]
    straps: bool = True
