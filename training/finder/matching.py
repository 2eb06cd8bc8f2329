"""Which known faces were found, and which finds are none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.finders.decode import Faces
from models.finders.overlap import overlaps
from training.finder.pool import Pictured

HALF = 0.5  # of the union that a find and a face must share
IGNORED = 0.3  # of a doubtful face's union with a find that is then neither right nor wrong


@dataclass(frozen=True, slots=True)
class Matched:
    """Of one picture: for each known face the score of its find (0: none), and all finds that count.

    `largest` is the place of the largest face, None where there is none; `right` says of each counted find,
    whose scores are `scores`, whether it is a known face.
    """

    faces: NDArray[np.float32]
    largest: int | None
    scores: NDArray[np.float32]
    right: NDArray[np.bool_]


def matched(known: Pictured, finds: Faces) -> Matched:
    """The surest finds choose first among the faces that no surer one has taken."""
    order = np.argsort(-finds[:, 14], kind="stable")
    finds = finds[order]
    found, right, counts = np.zeros(len(known.faces), np.float32), [], []
    shared = overlaps(finds[:, :4], known.faces[:, :4])
    doubted = overlaps(finds[:, :4], known.doubts[:, :4])
    for place, find in enumerate(finds):
        free = np.where(found == 0, shared[place], 0) if len(found) else np.zeros(1)
        best = int(np.argmax(free))
        if free[best] >= HALF:
            found[best] = find[14]
            right.append(True)
        else:
            right.append(False)
        in_doubt = bool(len(known.doubts)) and float(doubted[place].max()) >= IGNORED
        counts.append(right[-1] or not in_doubt)
    keep = np.array(counts, bool)
    sizes = known.faces[:, 2] * known.faces[:, 3]
    largest = int(np.argmax(sizes)) if len(sizes) else None
    return Matched(found, largest, finds[keep, 14], np.array(right, bool)[keep])


def curve(pictures: Sequence[Matched]) -> NDArray[np.float64]:
    """P×3 recall, precision and threshold, as the threshold falls, over all faces of all pictures."""
    scores = np.concatenate([each.scores for each in pictures])
    right = np.concatenate([each.right for each in pictures])
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(right[order])
    total = max(1, sum(len(each.faces) for each in pictures))
    precision = hits / np.arange(1, len(order) + 1)
    return np.stack([hits / total, precision, scores[order]], axis=1)


def average_precision(points: NDArray[np.float64]) -> float:
    """The area under a curve of `curve`, precision made to fall only (Everingham et al., IJCV 2010)."""
    if not len(points):
        return 0.0
    falling = np.maximum.accumulate(points[::-1, 1])[::-1]
    return float((np.diff(points[:, 0], prepend=0.0) * falling).sum())
