"""What may mislead the model about a face, by its pixels and landmarks: a person then knows what to doubt.

Measured by `python -m bench.quality DATA`, in per cent of the pictures:

    real masks (masked/Validation) of 96 pixels and more          blurred   0.0   dark   0.9
    real masks of 48 to 95 pixels, enlarged as serving does       blurred   7.0   dark   0.0
    the first, reduced to 24 pixels and enlarged                  blurred 100.0   (to 32: 71.4, to 48: 1.4)
    the same, with noise of 8 grey levels                         blurred  94.7
    the first, levels times 0.25 (0.3)                            dark    100.0   (68.0)
    the first, gamma 3: masks and walls stay white                dark     21.7
    bare faces of UTKFace, race labels White and Black            dark      0.0 and 0.5
    the same: many were small and are enlarged there already      blurred   6.7 and 9.0

A face costs about 20 µs.

`turned` is asked where landmarks were found. Under a mask the nose is a guess, so the bound is one from which
faces look well to the side by eye; per cent of the largest faces that `finder-2` and YuNet find, by bound:

    bound                                                     0.2         0.25        0.3         0.4
    real masks (masked/Validation)                           17.7  23.3   9.1  15.5   3.0  10.3   0.4  4.7
    whole photographs (scenes)                               15.9  26.5   7.8  18.4   2.8  11.1   0.7  6.4
    bare aligned faces of UTKFace, nearly all from the front  0.2   8.0   0.1   3.2   0.0   1.5   0.0  0.2

`finder-2` guesses nearer to the middle. Of real masks that YuNet puts beyond 0.3 it puts 45 % beyond 0.25,
and of those that it puts there itself YuNet puts 47 % beyond 0.3: a hint to look, and no more.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.landmarks import sidewards

FLAGS = ("blurred", "dark", "tiny", "turned")
TINY_SIDE = 48

BLURRED = 0.08
DARK_LEVEL, DARK_SHARE = 70, 0.75
TURNED = 0.25  # distances of the eyes


def quality_flags(
    face: NDArray[np.uint8],
    side: int,
    tiny_side: int = TINY_SIDE,
    landmarks: NDArray[np.float32] | None = None,
) -> tuple[str, ...]:
    """The flags of one face, in the order of `FLAGS`; none for a good picture.

    `face` is the network's input as `face_input` makes it (96×96×3 RGB uint8), for which the bounds were
    chosen; `side` the shorter side of the face in pixels of the original picture, and `tiny_side` the least
    that is not tiny; `landmarks` (5×2, as of a `FoundFace`) are there where the face was found.
    """
    grey = cv2.cvtColor(face, cv2.COLOR_RGB2GRAY)
    found = {
        "blurred": _smoothness(grey) < BLURRED,
        "dark": _is_dark(grey),
        "tiny": side < tiny_side,
        "turned": landmarks is not None and sidewards(landmarks) > TURNED,
    }
    return tuple(flag for flag in FLAGS if found[flag])


def _smoothness(grey: cv2.typing.MatLike) -> float:
    """How much neighbours differ, as a share of how much pixels four apart do; both as mean squares.

    In a picture without any detail grey rises evenly, and this is 1/16; brightness and contrast cancel out.
    """
    calm = cv2.GaussianBlur(grey, (3, 3), 0)  # or the noise of a dark room would pass for detail
    return _mean_square(calm, 1) / (_mean_square(calm, 4) + 1)  # one grey level, so that a wall is no detail


def _mean_square(grey: cv2.typing.MatLike, apart: int) -> float:
    """Mean squared difference of pixels so far apart, across and down, in grey levels."""
    across = cv2.norm(grey[:, apart:], grey[:, :-apart], cv2.NORM_L2SQR)
    down = cv2.norm(grey[apart:], grey[:-apart], cv2.NORM_L2SQR)
    return (across + down) / (2 * grey[apart:].size)


def _is_dark(grey: cv2.typing.MatLike) -> bool:
    """Whether three quarters of the pixels are below a level.

    The brightest quarter is asked, since a mean, or the brightest tenth, says more of somebody's skin than of
    the light on it.
    """
    return bool(np.count_nonzero(grey < DARK_LEVEL) > DARK_SHARE * grey.size)
