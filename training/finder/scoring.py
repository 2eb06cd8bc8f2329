"""What a finder and YuNet score on one set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.card import Interval
from models.finders.card import FalseFinds, Recall
from models.finders.decode import Faces
from training.finder.matching import Matched, matched
from training.finder.measured import MeasuredSet
from training.wilson import wilson

Hits = NDArray[np.bool_]  # a face each
Search = Callable[
    [NDArray[np.uint8]], Faces
]  # all finds of a picture, down to scores far below the threshold


@dataclass(frozen=True, slots=True)
class Searcher:
    """Who looks, and from which score on a find counts."""

    name: str
    search: Search
    threshold: float


@dataclass(frozen=True, slots=True)
class Scored:
    """One searcher on one set: `pictures` with all its finds, `threshold` its working one."""

    name: str
    threshold: float
    pictures: Sequence[Matched]

    @property
    def largest(self) -> Hits:
        """Whether the largest face was found, of each picture that has one."""
        asked = [each.faces[each.largest] for each in self.pictures if each.largest is not None]
        return np.array(asked, np.float32) >= self.threshold

    @property
    def every(self) -> Hits:
        """The same of all faces."""
        scores = np.concatenate([np.empty(0, np.float32), *(each.faces for each in self.pictures)])
        return np.asarray(scores >= self.threshold)

    @property
    def finds(self) -> int:
        """Finds that are no known face."""
        return sum(int(((each.scores >= self.threshold) & ~each.right).sum()) for each in self.pictures)

    def missed(self) -> list[int]:
        """Pictures whose largest face was not found."""
        return [
            number
            for number, each in enumerate(self.pictures)
            if each.largest is not None and each.faces[each.largest] < self.threshold
        ]

    def fooled(self) -> list[int]:
        """Pictures with a find that is no known face."""
        return [
            number
            for number, each in enumerate(self.pictures)
            if bool(((each.scores >= self.threshold) & ~each.right).any())
        ]


def score(searcher: Searcher, measured: MeasuredSet) -> Scored:
    """Searches every picture of a set."""
    found = [matched(known, searcher.search(known.pixels)) for known in measured.pictures]
    return Scored(searcher.name, searcher.threshold, found)


def recalls(measured: MeasuredSet, finder: Scored, yunet: Scored) -> list[Recall]:
    """Largest faces, and all where a picture has more."""
    asked = [("largest face", finder.largest, yunet.largest), ("every face", finder.every, yunet.every)]
    several = any(len(each.faces) > 1 for each in measured.pictures)
    return [
        Recall(
            set=measured.name,
            description=measured.description,
            of=of,
            n=len(own),
            finder=_share(own),
            yunet=_share(other),
            agreed_n=int(other.sum()),
            agreed=_share(own[other]) if other.any() else None,
        )
        for of, own, other in asked[: 2 if several else 1]
    ]


def _share(hits: Hits) -> Interval:
    return wilson(int(hits.sum()), len(hits))


def false_finds(measured: MeasuredSet, finder: Scored, yunet: Scored) -> FalseFinds:
    """Finds a hundred pictures. Several in one picture count each, so that the interval is a rough one."""
    n = len(measured.pictures)
    return FalseFinds(
        set=measured.name,
        description=measured.description,
        n=n,
        finder=wilson(min(finder.finds, n), n, 100),
        yunet=wilson(min(yunet.finds, n), n, 100),
    )
