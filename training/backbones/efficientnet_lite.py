"""EfficientNet-Lite0 for Keras 3, and its ImageNet weights from the PyTorch port."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import is_zipfile

import numpy as np
from numpy.typing import NDArray

from models.quiet import import_keras
from training.errors import RunError

if TYPE_CHECKING:
    import keras

# Kernel, stride, expansion, channels and blocks of each stage.
STAGES = (
    (3, 1, 1, 16, 1),
    (3, 2, 6, 24, 2),
    (5, 2, 6, 40, 2),
    (3, 2, 6, 80, 3),
    (5, 1, 6, 112, 3),
    (5, 2, 6, 192, 4),
    (3, 1, 6, 320, 1),
)
FEATURES = 1280


def efficientnet_lite0(size: int) -> "keras.Model":
    """N×size×size×3 RGB 0..255 to N×1280 features, without weights learnt.

    Tan and Le, EfficientNet, ICML 2019, in the Lite variant of TensorFlow's model garden: no squeeze and
    excitation, ReLU6, stem and head not scaled.
    """
    keras = import_keras()
    layers = keras.layers
    pixels = keras.Input((size, size, 3), name="rgb")
    x = layers.Rescaling(1 / 128, offset=-127 / 128)(pixels)
    x = layers.ReLU(6)(_convolved(x, 32, 3, 2, "stem"))
    block = 0
    for kernel, stride, expansion, channels, blocks in STAGES:
        for first in (True, *(False,) * (blocks - 1)):
            x = _inverted(x, kernel, stride if first else 1, expansion, channels, f"block{block}")
            block += 1
    x = layers.ReLU(6)(_convolved(x, FEATURES, 1, 1, "head"))
    return keras.Model(pixels, layers.GlobalAveragePooling2D()(x), name="efficientnet_lite0")


def load_imagenet(network: "keras.Model", file: Path) -> None:
    """Sets every weight from `file`: the PyTorch port's state as an .npz, one array a name.

    Raises `RunError` when it is another kind of file, lacks one, or has another shape.
    """
    if not is_zipfile(file):
        raise RunError(f"{file} is no .npz file with the weights of EfficientNet-Lite0's PyTorch port")
    with np.load(file) as state:
        for layer, weights in _matched(network):
            try:
                layer.set_weights([convert(state[name]) for name, convert in weights])
            except (KeyError, ValueError) as wrong:
                raise RunError(f"{file} does not fit EfficientNet-Lite0 at {layer.name}: {wrong}") from wrong


def port_names(network: "keras.Model") -> Iterator[tuple[str, tuple[int, ...]]]:
    """Names and shapes of the arrays that `load_imagenet` reads."""
    for layer, parts in _matched(network):
        for (name, convert), weight in zip(parts, layer.get_weights(), strict=True):
            yield name, _port_shape(weight.shape, convert)


def first_blocks(network: "keras.Model", blocks: int) -> list["keras.layers.Layer"]:
    """The layers of the stem and of that many blocks."""
    names = ("stem", *(f"block{number}-" for number in range(blocks)))
    return [layer for layer in network.layers if layer.name.startswith(names)]


def _inverted(
    x: "keras.KerasTensor", kernel: int, stride: int, expansion: int, channels: int, name: str
) -> "keras.KerasTensor":
    layers = import_keras().layers
    entered, y = x.shape[-1], x
    if expansion > 1:
        y = layers.ReLU(6)(_convolved(y, entered * expansion, 1, 1, f"{name}-expand"))
    y = layers.DepthwiseConv2D(
        kernel, strides=stride, padding="same", use_bias=False, name=f"{name}-depthwise"
    )(y)
    y = layers.ReLU(6)(_normalised(y, f"{name}-depthwise"))
    y = _convolved(y, channels, 1, 1, f"{name}-project")
    return layers.Add()([x, y]) if stride == 1 and entered == channels else y


def _convolved(
    x: "keras.KerasTensor", channels: int, kernel: int, stride: int, name: str
) -> "keras.KerasTensor":
    layers = import_keras().layers
    x = layers.Conv2D(channels, kernel, strides=stride, padding="same", use_bias=False, name=name)(x)
    return _normalised(x, name)


def _normalised(x: "keras.KerasTensor", name: str) -> "keras.KerasTensor":
    return import_keras().layers.BatchNormalization(epsilon=1e-3, momentum=0.99, name=f"{name}-norm")(x)


Convert = Callable[[NDArray[np.float32]], NDArray[np.float32]]


def _matched(network: "keras.Model") -> Iterator[tuple["keras.layers.Layer", list[tuple[str, Convert]]]]:
    """Each layer with weights, and which arrays of the port become them."""
    for layer in network.layers:
        if not layer.weights:
            continue
        prefix, part = _port_name(layer.name.removesuffix("-norm"))
        if layer.name.endswith("-norm"):
            norm = f"{prefix}{NORMS[part]}"
            yield layer, [(f"{norm}.{name}", _as_it_is) for name in NORM_PARTS]
        else:
            depthwise = part == "depthwise"
            yield layer, [(f"{prefix}_{CONVOLUTIONS[part]}.weight", _depthwise if depthwise else _kernel)]


def _port_name(name: str) -> tuple[str, str]:
    """`block3-expand` to `_blocks.3.` and `expand`; stem and head have no prefix."""
    block, _, part = name.partition("-")
    return (f"_blocks.{block.removeprefix('block')}.", part) if part else ("", block)


def _port_shape(shape: tuple[int, ...], convert: Convert) -> tuple[int, ...]:
    if convert is _as_it_is:
        return shape
    height, width, first, second = shape
    return (first, second, height, width) if convert is _depthwise else (second, first, height, width)


CONVOLUTIONS = {
    "stem": "conv_stem",
    "head": "conv_head",
    "expand": "expand_conv",
    "depthwise": "depthwise_conv",
    "project": "project_conv",
}
NORMS = {"stem": "_bn0", "head": "_bn1", "expand": "_bn0", "depthwise": "_bn1", "project": "_bn2"}
NORM_PARTS = ("weight", "bias", "running_mean", "running_var")


def _as_it_is(values: NDArray[np.float32]) -> NDArray[np.float32]:
    return values


def _kernel(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Out×in×height×width to Keras' height×width×in×out."""
    return values.transpose(2, 3, 1, 0)


def _depthwise(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Channels×1×height×width to Keras' height×width×channels×1."""
    return values.transpose(2, 3, 0, 1)
