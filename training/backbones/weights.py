"""Trained weights from a user's file into a network of `keras.applications`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from models.quiet import import_keras
from training.errors import RunError

if TYPE_CHECKING:
    import keras

ENDINGS = (".weights.h5", ".h5", ".keras")


def load_weights(network: "keras.Model", file: Path, with_top: Callable[[], "keras.Model"]) -> None:
    """Sets every weight of `network`, which has no last layers, from `file`: saved with or without them.

    `with_top` makes the same network with its last layers, where the file needs it. Raises `RunError` for a
    file of another kind or of another network.
    """
    if not file.name.endswith(ENDINGS):
        raise RunError(f"{file} is none of the kinds of weights that Keras writes: {', '.join(ENDINGS)}")
    reasons = []
    for source in _sources(network, file, with_top):
        try:
            _take(network, source())
        except Exception as wrong:  # a wrong file makes HDF5 and Keras raise anything
            reasons.append(_first_line(wrong))
        else:
            return
    raise RunError(f"{file} does not fit {network.name}: {'; with its last layers: '.join(reasons)}")


def _sources(
    network: "keras.Model", file: Path, with_top: Callable[[], "keras.Model"]
) -> Iterator[Callable[[], "keras.Model"]]:
    """Networks with the file's weights, the likelier first."""
    if file.suffix == ".keras":
        yield lambda: import_keras().saving.load_model(file, compile=False, safe_mode=True)
        return
    yield lambda: _filled(network, file)
    yield lambda: _filled(with_top(), file)


def _filled(network: "keras.Model", file: Path) -> "keras.Model":
    network.load_weights(file)
    return network


def _take(network: "keras.Model", source: "keras.Model") -> None:
    """The first weights of `source`, in whose order the last layers are last. Raises `ValueError`."""
    if source is network:
        return
    given = source.get_weights()[: len(network.weights)]
    for weight, values in zip(network.weights, given, strict=True):
        if tuple(weight.shape) != values.shape:
            raise ValueError(f"{weight.path} is {tuple(weight.shape)} and not {values.shape}")
    network.set_weights(given)


def _first_line(wrong: Exception) -> str:
    return (str(wrong).strip().splitlines() or [type(wrong).__name__])[0]
