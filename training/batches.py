"""The order in which a network sees its pictures."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.quiet import import_tensorflow

if TYPE_CHECKING:
    import tensorflow


def epoch_order(count: int, seed: int, epoch: int) -> NDArray[np.int64]:
    """A permutation of `count` from seed and epoch alone: a resumed run goes on where it would have."""
    return np.random.default_rng([seed, epoch]).permutation(count)


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
        """A `tf.data.Dataset` of (float32 B×96×96×3, int64 B) for one epoch, counted from 0."""
        tf = self._tensorflow
        order = tf.data.Dataset.from_tensor_slices(epoch_order(self._count, self._seed, epoch))
        return order.batch(self._batch_size).map(self._pick).prefetch(4)

    def _pick(self, indices: "tensorflow.Tensor") -> tuple["tensorflow.Tensor", "tensorflow.Tensor"]:
        tf = self._tensorflow
        return tf.cast(tf.gather(self._inputs, indices), "float32"), tf.gather(self._labels, indices)
