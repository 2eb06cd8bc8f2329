"""How far a model can be trusted on a job, by a random sample of its faces that people have settled."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter

from core.labels import LABELS
from core.reviews.interval import Share, needed, share
from core.reviews.sample import Settled
from core.reviews.types import REVIEW_LABELS

WITHIN = 0.02  # what a good estimate of accuracy is off by, either way
LEAST, STEP = 0.5, 0.05  # of confidence: where the bins begin, and how wide they are
USUAL = 0.9  # accuracy that is expected before anything is known


@dataclass(frozen=True, slots=True)
class Bin:
    """The faces of about one confidence: how sure the model was of them on average, and how often right."""

    low: float
    high: float
    confidence: float
    right: Share


@dataclass(frozen=True, slots=True)
class Kept:
    """What a threshold lets be answered of the sample, and how much of that is right.

    Faces with a flag that their job doubts are never answered.
    """

    threshold: float
    answered: Share
    right: Share | None


@dataclass(frozen=True, slots=True)
class Trust:
    """What a sample says. `confusion` counts what people said of the faces that got each label.

    Faces that people found unclear, or no faces, are in `confusion` and nowhere else.
    """

    settled: int
    accuracy: Share | None
    still_needed: int
    confusion: Mapping[str, Mapping[str, int]]
    reliability: Sequence[Bin]


def trust(sample: Sequence[Settled], faces: int) -> Trust:
    """Judge a sample of a job of so many faces; of an empty one nothing is known but how many it takes."""
    told = [face for face in sample if face.said in LABELS]
    accuracy = _right(told)
    counts = Counter((face.label, face.said) for face in sample)
    return Trust(
        settled=len(sample),
        accuracy=accuracy,
        still_needed=max(0, min(_needed(accuracy) - len(told), faces - len(sample))),
        confusion={label: {said: counts[label, said] for said in REVIEW_LABELS} for label in LABELS},
        reliability=_reliability(told),
    )


def _needed(accuracy: Share | None) -> int:
    """How many faces tell the accuracy, by what is known of it. Few that are all right, or all wrong, tell
    nothing yet."""
    if accuracy is None:
        return needed(USUAL, WITHIN)
    number = needed(accuracy.value, WITHIN)
    if 0 < accuracy.hits < accuracy.n or number <= accuracy.n:
        return number
    return needed(USUAL, WITHIN)


def _right(faces: Sequence[Settled]) -> Share | None:
    return share(sum(face.label == face.said for face in faces), len(faces))


def _reliability(told: Sequence[Settled]) -> Sequence[Bin]:
    places = defaultdict[int, list[Settled]](list)
    for face in told:
        places[_place(face.confidence)].append(face)
    bins = []
    for place, here in sorted(places.items()):
        low, high = LEAST + place * STEP, LEAST + (place + 1) * STEP
        right = _right(here)
        if right is not None:
            bins.append(Bin(low, high, sum(face.confidence for face in here) / len(here), right))
    return bins


def _place(confidence: float) -> int:
    return min(int((confidence - LEAST) / STEP + 1e-9), round((1 - LEAST) / STEP) - 1)


def coverage(sample: Sequence[Settled], thresholds: Iterable[float]) -> Sequence[Kept]:
    """What each threshold keeps of the faces of a sample that people could tell; nothing of no faces."""
    told = [face for face in sample if face.said in LABELS]
    sure = sorted((face.confidence, face.label == face.said) for face in told if not face.doubted)
    right = [0, *accumulate(right for _, right in sure)]  # of the so many least certain
    rows = []
    for threshold in thresholds:
        under = bisect_left(sure, threshold, key=itemgetter(0))
        kept = len(sure) - under
        answered = share(kept, len(told))
        if answered is not None:
            rows.append(Kept(threshold, answered, share(right[-1] - right[under], kept)))
    return rows
