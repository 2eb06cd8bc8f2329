"""What a network is asked to learn: a distribution for each output, missing ones left out."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.outputs import AGE_GROUPS, GENDER, MASK, Output, columns
from models.quiet import import_keras

if TYPE_CHECKING:
    import keras

Targets = NDArray[np.float32]

# Mean ages in years of the groups, of UTKFace's people of 13 and older in Training.
YEARS = (16.2, 25.4, 34.0, 43.7, 54.0, 63.5, 80.1)
OUTPUTS = (
    Output(name="gender", classes=GENDER),
    Output(name="age_group", classes=AGE_GROUPS, told="median", years=YEARS),
    Output(name="mask", classes=MASK),
)
WEIGHTS = {"gender": 1.0, "age_group": 0.3, "mask": 0.2}  # in the loss; gender is what Browline is for


def outputs_of(logits: int) -> tuple[Output, ...]:
    """The outputs, in their order, that this many logits hold."""
    return tuple(output for output, place in columns(OUTPUTS) if place.stop <= logits)


def width(outputs: int) -> int:
    """Number of logits of the first `outputs` outputs."""
    return sum(len(output.classes) for output in OUTPUTS[:outputs])


def one_hot(labels: NDArray[np.int64], classes: int, smoothing: float = 0.0) -> Targets:
    """N×`classes` float32; `smoothing` is the share that is spread evenly (Szegedy et al., 2016)."""
    certain = np.eye(classes, dtype=np.float32)[labels]
    return (1 - smoothing) * certain + np.float32(smoothing / classes)


def cross_entropy(truth: "keras.KerasTensor", logits: "keras.KerasTensor") -> "keras.KerasTensor":
    """Weighted sum over the outputs of the cross entropy, N values.

    `truth` is N×K: a distribution in the columns of each output; all zeros where it is not known, and
    less than one in sum where it is doubted, both of which count as much less.
    """
    ops = import_keras().ops
    losses = [
        -WEIGHTS[output.name] * ops.sum(truth[:, place] * ops.log_softmax(logits[:, place], axis=-1), axis=-1)
        for output, place in columns(outputs_of(int(logits.shape[-1])))
    ]
    return sum(losses[1:], losses[0])


def accuracy(truth: "keras.KerasTensor", logits: "keras.KerasTensor") -> "keras.KerasTensor":
    """Whether the likelier gender is the likelier one of `truth`, N values."""
    ops, gender = import_keras().ops, slice(0, len(GENDER))
    right = ops.argmax(truth[:, gender], axis=-1) == ops.argmax(logits[:, gender], axis=-1)
    return ops.cast(right, "float32")


def custom_objects() -> dict[str, Any]:
    """What a saved network needs to be loaded with its optimizer."""
    return {"cross_entropy": cross_entropy, "accuracy": accuracy}
