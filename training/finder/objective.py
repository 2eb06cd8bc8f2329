"""What is learnt: a score that says how well the box fits, the box, and the landmarks."""

from typing import TYPE_CHECKING

from models.finders.architecture import NUMBERS
from models.quiet import import_keras

if TYPE_CHECKING:
    import keras

SCORE, BOX, LANDMARKS = 2.5, 2.0, 5.0  # weights in the sum
REACH = 6.0  # logarithm of the widest box in cells that is learnt from


def cells_loss(truth: "keras.KerasTensor", answer: "keras.KerasTensor") -> "keras.KerasTensor":
    """N×cells×19 of `training.finder.targets` and N×cells×15 answers to one number.

    Score: quality focal loss (Li et al., Generalized Focal Loss, NeurIPS 2020), whose target is the root
    of the answered box's overlap with the true one (the overlap itself scores small faces too low); box:
    generalised IoU (Rezatofighi et al., CVPR 2019); landmarks: distance in shares of the box's side,
    smoothed. Each is divided by the number of cells that answer.
    """
    ops = import_keras().ops
    answer = ops.cast(answer, "float32")
    positive = ops.cast(truth[..., 0] > 0.5, "float32")
    asked = ops.cast(truth[..., 0] > -0.5, "float32")
    count = ops.maximum(ops.sum(positive), 1.0)
    cell, stride = truth[..., 16:18], truth[..., 18:19]
    size = ops.exp(ops.clip(answer[..., 3:5], -REACH, REACH)) * stride
    start = cell + answer[..., 1:3] * stride - size / 2
    fit, generalised = _fits(truth[..., 1:3], truth[..., 3:5], start, size)
    wanted = ops.stop_gradient(positive * ops.sqrt(fit + 1e-6))
    score = ops.sum(asked * _focal(answer[..., 0], wanted)) / count
    box = ops.sum(positive * (1.0 - generalised)) / count
    points = ops.tile(cell, (1, 1, 5)) + answer[..., 5:] * stride
    side = ops.sqrt(truth[..., 3:4] * truth[..., 4:5]) + 1e-3
    off = ops.mean(_smooth((points - truth[..., 5:15]) / side), axis=-1)
    marks = ops.sum(positive * truth[..., 15] * off) / count
    return SCORE * score + BOX * box + LANDMARKS * marks


def _focal(logit: "keras.KerasTensor", wanted: "keras.KerasTensor") -> "keras.KerasTensor":
    ops = import_keras().ops
    away = ops.abs(wanted - ops.sigmoid(logit))
    entropy = ops.maximum(logit, 0.0) - logit * wanted + ops.log1p(ops.exp(-ops.abs(logit)))
    return ops.square(away) * entropy


def _smooth(off: "keras.KerasTensor") -> "keras.KerasTensor":
    """Squared below a tenth of the side, straight beyond."""
    ops = import_keras().ops
    away = ops.abs(off)
    return ops.where(away < 0.1, ops.square(away) * 5.0, away - 0.05)


def flat(network: "keras.Model") -> "keras.Model":
    """The same network with all its grids as one N×cells×15, as the loss wants it."""
    layers = import_keras().layers
    rows = [layers.Reshape((-1, NUMBERS))(grid) for grid in network.outputs]
    return import_keras().Model(network.inputs, layers.Concatenate(axis=1)(rows), name=network.name)


def _fits(
    true_start: "keras.KerasTensor",
    true_size: "keras.KerasTensor",
    start: "keras.KerasTensor",
    size: "keras.KerasTensor",
) -> tuple["keras.KerasTensor", "keras.KerasTensor"]:
    """Overlap and generalised overlap of boxes, cell by cell."""
    ops = import_keras().ops
    true_end, end = true_start + true_size, start + size
    shared = ops.maximum(ops.minimum(true_end, end) - ops.maximum(true_start, start), 0.0)
    both = shared[..., 0] * shared[..., 1]
    either = true_size[..., 0] * true_size[..., 1] + size[..., 0] * size[..., 1] - both + 1e-6
    around = ops.maximum(true_end, end) - ops.minimum(true_start, start)
    hull = around[..., 0] * around[..., 1] + 1e-6
    return both / either, both / either - (hull - either) / hull


def custom_objects() -> dict[str, object]:
    """What a checkpoint of the finder names besides Keras' own."""
    return {"cells_loss": cells_loss}
