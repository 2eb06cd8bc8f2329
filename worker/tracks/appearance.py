"""How somebody looks, cheaply: colours of hair, eyes, mask and what is worn below, each by itself.

Two frames a second apart share no pixel, but hair, mask and clothes stay. Histograms of colours forgive
turning, walking and blinking; they are compared by the Bhattacharyya coefficient (the dot product of their
square roots). Counts are shared with the neighbouring bins, or a cloud before the sun would change everybody.

On photographs of people in masks, each compared with itself in another light (±12 %), size (±15 %), crop and
JPEG quality, and with the strangers of other photographs: 2 % of the strangers and 99.5 % of the same people
are more alike than 0.82 (the best of five versions on these same pictures, so it flatters; on video it is not
measured). Colleagues in one uniform are too: then only place and size tell them apart.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Appearance = NDArray[np.float32]
Box = tuple[float, float, float, float]

_BINS = (10, 8, 8)  # lightness and two colours
_COLOURS = (88, 168)  # where the two are told apart; what is stronger counts as the strongest
_SHARED = 0.25  # of a count, with the bin on either side
_SIDE = 48  # pixels to which a part is reduced before it is counted
_PARTS = (  # left, top, width, height, in those of the face
    (-0.15, -0.25, 1.3, 0.5),
    (0.0, 0.2, 1.0, 0.4),
    (0.05, 0.55, 0.9, 0.5),
    (-0.4, 1.1, 1.8, 0.9),
)


def appearance(picture: NDArray[np.uint8], box: Box) -> Appearance:
    """Describe the person whose face is at `box` (pixels of the H×W×3 RGB picture): 4×640 float32.

    The square roots of four histograms, each of which has the length 1, or 0 where nothing is to be seen.
    """
    return np.stack([_colours(_part(picture, box, where)) for where in _PARTS])


def likeness(one: Appearance, other: Appearance) -> float:
    """How alike two people look, from 0 to 1: the mean over the parts that are seen of both."""
    alike = (one * other).sum(axis=1)
    seen = (one.any(axis=1)) & (other.any(axis=1))
    return float(alike[seen].mean()) if seen.any() else 0.0


def blend(old: Appearance, new: Appearance, share: float) -> Appearance:
    """Move towards how somebody looks now; a part that was never seen is taken as it is."""
    mixed = np.where(old.any(axis=1, keepdims=True), (1 - share) * old + share * new, new)
    length = np.linalg.norm(mixed, axis=1, keepdims=True)
    return np.asarray(mixed / np.maximum(length, 1e-6), np.float32)


def _part(picture: NDArray[np.uint8], box: Box, where: Box) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    left, top = box[0] + where[0] * box[2], box[1] + where[1] * box[3]
    x, y = (slice(*_clip(start, length, most)) for start, length, most in (
        (left, where[2] * box[2], width), (top, where[3] * box[3], height)))  # fmt: skip
    return picture[y, x]


def _clip(start: float, length: float, most: int) -> tuple[int, int]:
    return max(round(start), 0), min(round(start + length), most)


def _colours(part: NDArray[np.uint8]) -> Appearance:
    if min(part.shape[:2]) < 4:
        return np.zeros(np.prod(_BINS), np.float32)
    small = cv2.resize(part, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB)
    lab[..., 1:] = lab[..., 1:].clip(_COLOURS[0], _COLOURS[1] - 1)
    counts = cv2.calcHist([lab], [0, 1, 2], None, list(_BINS), [0, 256, *_COLOURS, *_COLOURS])
    for axis in range(3):
        counts = _share(counts, axis)
    return np.asarray(np.sqrt(counts.ravel() / counts.sum()), np.float32)


def _share(counts: cv2.typing.MatLike, axis: int) -> cv2.typing.MatLike:
    """Give a part of each count to the bins beside it; at the ends what would leave stays."""
    rows = np.moveaxis(counts, axis, 0)
    up, down = np.concatenate((rows[:1], rows[:-1])), np.concatenate((rows[1:], rows[-1:]))
    return np.moveaxis((1 - 2 * _SHARED) * rows + _SHARED * (up + down), 0, axis)
