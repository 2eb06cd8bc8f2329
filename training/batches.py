"""The order in which a network sees its pictures."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from models.preprocess import INPUT_SIZE
from models.quiet import import_tensorflow
from training.config import Mix
from training.framing import cut, random_crop
from training.jitter import jittered
from training.views import Views

if TYPE_CHECKING:
    import tensorflow


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
    """Batches of (float32 B×96×96×3, one-hot float32 B×2), an epoch at a time."""

    @property
    def per_epoch(self) -> int:
        """How many batches an epoch has."""
        ...

    def epoch(self, epoch: int) -> "tensorflow.data.Dataset":
        """The batches of one epoch, counted from 0: the same whenever asked."""
        ...


class Batches:
    """Shuffled training batches from arrays that are handed to TensorFlow once."""

    def __init__(
        self, inputs: NDArray[np.uint8], labels: NDArray[np.int64], batch_size: int, seed: int
    ) -> None:
        self._tensorflow = import_tensorflow()
        with self._tensorflow.device("cpu"):  # hundreds of megabytes; a batch at a time goes to a GPU
            self._inputs = self._tensorflow.constant(inputs)
            self._labels = self._tensorflow.constant(labels)
        self._count, self._batch_size, self._seed = len(labels), batch_size, seed

    @property
    def per_epoch(self) -> int:
        """How many batches an epoch has; the last may be smaller."""
        return -(-self._count // self._batch_size)

    def epoch(self, epoch: int) -> "tensorflow.data.Dataset":
        """A permutation of all pictures, the last batch possibly smaller."""
        tf = self._tensorflow
        order = tf.data.Dataset.from_tensor_slices(epoch_order(self._count, self._seed, epoch))
        return order.batch(self._batch_size).map(self._pick).prefetch(4)

    def _pick(self, indices: "tensorflow.Tensor") -> tuple["tensorflow.Tensor", "tensorflow.Tensor"]:
        tf = self._tensorflow
        inputs, labels = tf.gather(self._inputs, indices), tf.gather(self._labels, indices)
        return tf.cast(inputs, "float32"), tf.one_hot(labels, 2)


class MixedBatches:
    """Batches from several lessons by their shares, each picture cut out and jittered anew."""

    def __init__(self, lessons: Sequence[Views], mix: Mix, batch_size: int, seed: int) -> None:
        self._lessons, self._mix, self._batch_size, self._seed = lessons, mix, batch_size, seed

    @property
    def per_epoch(self) -> int:
        """How many batches an epoch has; the last may be smaller."""
        return -(-len(self._order(0)) // self._batch_size)

    def epoch(self, epoch: int) -> "tensorflow.data.Dataset":
        """Prepared in a thread of its own while the network learns."""
        tf = import_tensorflow()
        signature = (tf.TensorSpec((None, INPUT_SIZE, INPUT_SIZE, 3)), tf.TensorSpec((None, 2)))
        made = tf.data.Dataset.from_generator(lambda: self._made(epoch), output_signature=signature)
        return made.apply(tf.data.experimental.assert_cardinality(self.per_epoch)).prefetch(8)

    def _order(self, epoch: int) -> NDArray[np.int64]:
        counts = [len(lesson.faces) for lesson in self._lessons]
        shares = [share for _, share in self._mix.shares]
        return mixed_order(counts, shares, self._mix.pictures, self._seed, epoch)

    def _made(self, epoch: int) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        order, rng = self._order(epoch), np.random.default_rng([self._seed, epoch])
        for start in range(0, len(order), self._batch_size):
            rows = order[start : start + self._batch_size].tolist()
            inputs = np.stack([self._seen(self._lessons[lesson], index, rng) for lesson, index in rows])
            labels = [self._lessons[lesson].pictures.labels[index] for lesson, index in rows]
            yield inputs.astype(np.float32), np.eye(2, dtype=np.float32)[labels]

    def _seen(self, lesson: Views, index: int, rng: np.random.Generator) -> NDArray[np.uint8]:
        crop = random_crop(lesson.faces[index], rng)
        return jittered(cut(lesson.pictures.inputs[index], crop), rng)
