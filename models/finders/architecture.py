"""The finder's network: fully convolutional, anchor-free, one face at most from each cell of three grids."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.quiet import import_keras

if TYPE_CHECKING:
    import keras

STRIDES = (8, 16, 32)  # pixels a cell of each grid; 32 is for faces that fill the picture or leave it
NUMBERS = 15  # of a cell: score, centre x and y, width and height, five landmarks
STEM = (8, 16)
CHANNELS = (24, 48, 64)  # at each stride
BLOCKS = (1, 1, 2)
NECK = 24


def small_finder() -> "keras.Model":
    """1×H×W×3 RGB 0..255 (H and W multiples of 32) to a grid of 15 numbers a cell for each of `STRIDES`.

    Score and box come from the same cell as in FCOS (Tian et al., ICCV 2019), what stands on large cells is
    passed down to small ones as in FPN (Lin et al., CVPR 2017), by a nearest neighbour and a sum. Plain
    convolutions: with int8 weights XNNPACK runs them as fast as depthwise ones with far fewer
    multiplications (docs/decisions/0007). No rescaling of the input: the first normalisation does it.
    """
    layers = import_keras().layers
    pixels = layers.Input((None, None, 3), name="rgb")
    x = _conv(_conv(pixels, STEM[0], 3, 2), STEM[1], 3, 2)
    grids = []
    for channels, blocks in zip(CHANNELS, BLOCKS, strict=True):
        x = _conv(x, channels, 3, 2)
        for _ in range(blocks):
            x = _residual(x, channels)
        grids.append(x)
    return import_keras().Model(pixels, _heads(grids), name="small_finder")


def _heads(grids: list["keras.KerasTensor"]) -> list["keras.KerasTensor"]:
    layers = import_keras().layers
    above, answers = None, list["keras.KerasTensor"]()
    for stride, grid in zip(reversed(STRIDES), reversed(grids), strict=True):
        x = _conv(grid, NECK, 1, activate=False)
        if above is not None:
            x = layers.Add()([x, layers.UpSampling2D(2)(above)])
        above = layers.ReLU()(x)
        answers.insert(0, layers.Conv2D(NUMBERS, 1, name=f"cells{stride}")(_conv(above, NECK, 3)))
    return answers


def _residual(x: "keras.KerasTensor", channels: int) -> "keras.KerasTensor":
    layers = import_keras().layers
    y = _conv(_conv(x, channels, 3), channels, 3, activate=False)
    return layers.ReLU()(layers.Add()([x, y]))


def _conv(
    x: "keras.KerasTensor", channels: int, size: int, stride: int = 1, *, activate: bool = True
) -> "keras.KerasTensor":
    layers = import_keras().layers
    x = layers.Conv2D(channels, size, strides=stride, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x) if activate else x


FINDERS: dict[str, Callable[[], "keras.Model"]] = {"small": small_finder}
