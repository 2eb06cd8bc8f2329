"""The order in which a network sees its pictures."""

from collections.abc import Generator, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.outputs import GENDER
from training.ahead import ahead
from training.config import Mix
from training.errors import DataError
from training.framing import cut, random_crop
from training.jitter import jittered
from training.learnt import Learnt
from training.objective import Targets, one_hot, width

Batch = tuple[NDArray[np.float32], Targets]


def epoch_order(count: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """A permutation of `count` from seed and epoch alone: a resumed run goes on where it would have."""
    return np.random.default_rng([seed, epoch]).permutation(count)


def mixed_order(
    counts: Sequence[int], shares: Sequence[float], pictures: int, seed: int, epoch: int
) -> NDArray[np.int64]:
    """An epoch of about `pictures` rows (lesson, index), P×2, from seed and epoch alone.

    Every lesson gets its share; within a lesson no picture is shown once more than another while that can
    be helped, from epoch to epoch too.
    """
    if not all(counts):
        raise DataError("a kind of pictures that the recipe learns from is empty")
    rows = []
    for lesson, (count, share) in enumerate(zip(counts, shares, strict=True)):
        shown = round(pictures * share / sum(shares))
        places = np.arange(epoch * shown, (epoch + 1) * shown)
        turns = {turn: epoch_order(count, seed + lesson, turn) for turn in set((places // count).tolist())}
        indices = [turns[place // count][place % count] for place in places.tolist()]
        rows.append(np.stack([np.full(shown, lesson), indices], axis=1))
    together = np.concatenate(rows).astype(np.int64)
    return together[epoch_order(len(together), seed, epoch)]


class Epochs(Protocol):
    """Batches of (float32 B×96×96×3, targets float32 B×K), an epoch at a time."""

    @property
    def per_epoch(self) -> int:
        """How many batches an epoch has."""
        ...

    def epoch(self, epoch: int) -> Generator[Batch, None, None]:
        """The batches of one epoch, counted from 0: the same whenever asked."""
        ...


class Batches:
    """Shuffled training batches from arrays; `smoothing` is the share of certainty that is spread evenly."""

    def __init__(
        self,
        inputs: NDArray[np.uint8],
        labels: NDArray[np.int64],
        batch_size: int,
        seed: int,
        smoothing: float = 0.0,
        others: Targets | None = None,
    ) -> None:
        """`others` are the targets of the outputs after the gender, where there are any."""
        self._inputs, self._batch_size, self._seed = inputs, batch_size, seed
        gender = one_hot(labels, len(GENDER), smoothing)
        self._targets = gender if others is None else np.hstack([gender, others])

    @property
    def per_epoch(self) -> int:
        """How many batches an epoch has; the last may be smaller."""
        return -(-len(self._targets) // self._batch_size)

    def epoch(self, epoch: int) -> Generator[Batch, None, None]:
        """A permutation of all pictures, the last batch possibly smaller."""
        return ahead(self._picked(epoch_order(len(self._targets), self._seed, epoch)))

    def _picked(self, order: NDArray[np.int64]) -> Iterator[Batch]:
        for start in range(0, len(order), self._batch_size):
            indices = order[start : start + self._batch_size]
            yield self._inputs[indices].astype(np.float32), self._targets[indices]


class MixedBatches:
    """Batches from several lessons by their shares, each picture cut out and jittered anew."""

    def __init__(self, lessons: Sequence[Learnt], mix: Mix, batch_size: int, seed: int) -> None:
        self._lessons, self._mix, self._batch_size, self._seed = lessons, mix, batch_size, seed

    @property
    def per_epoch(self) -> int:
        """How many batches an epoch has; the last may be smaller."""
        return -(-len(self._order(0)) // self._batch_size)

    def epoch(self, epoch: int) -> Generator[Batch, None, None]:
        """Prepared in a thread of its own while the network learns."""
        return ahead(self._made(epoch))

    def _order(self, epoch: int) -> NDArray[np.int64]:
        counts = [len(lesson.targets) for lesson in self._lessons]
        shares = [share for _, share in self._mix.shares]
        return mixed_order(counts, shares, self._mix.pictures, self._seed, epoch)

    def _made(self, epoch: int) -> Iterator[Batch]:
        order, rng = self._order(epoch), np.random.default_rng([self._seed, epoch])
        columns = width(self._mix.outputs)
        for start in range(0, len(order), self._batch_size):
            rows = order[start : start + self._batch_size].tolist()
            inputs = np.stack([self._seen(self._lessons[lesson], index, rng) for lesson, index in rows])
            targets = [self._lessons[lesson].targets[index, :columns] for lesson, index in rows]
            yield inputs.astype(np.float32), np.stack(targets)

    def _seen(self, lesson: Learnt, index: int, rng: np.random.Generator) -> NDArray[np.uint8]:
        view = lesson.views
        crop = random_crop(view.places[index], rng)
        picture = cut(view.pictures[index], crop)
        return jittered(picture[:, ::-1] if rng.random() < 0.5 else picture, rng)
