"""A MobileNet that knows faces: identity, age and gender, from the weights of a TensorFlow.js model."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.quiet import import_keras
from training.errors import RunError

if TYPE_CHECKING:
    import keras

# Channels and stride of each block.
BLOCKS = (
    (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1),
    (512, 1), (1024, 2), (1024, 1),
)  # fmt: skip
FEATURES = 256
GENDER_ANSWER = ("gender_pred/kernel", "gender_pred/bias")
MEANS = (123.68, 116.779, 103.939)  # RGB; taken off before the network, which learnt from BGR

Arrays = dict[str, NDArray[np.float32]]


def faceres(size: int) -> "keras.Model":
    """N×size×size×3 RGB 0..255 to N×256 features, without weights learnt.

    Howard et al., MobileNets, 2017, with batch normalisation folded into the convolutions, and the layer that
    Savchenko (Efficient facial representations for age, gender and identity recognition, PeerJ CS, 2019) put
    between its mean over the places and the answers.
    """
    layers = import_keras().layers
    pixels = import_keras().Input((size, size, 3), name="rgb")
    x = layers.Rescaling(1.0, offset=[-mean for mean in MEANS])(pixels)
    x = layers.ReLU(6)(layers.Conv2D(32, 3, strides=2, padding="same", name="stem")(x))
    for block, (channels, stride) in enumerate(BLOCKS, 1):
        depthwise = layers.DepthwiseConv2D(3, strides=stride, padding="same", name=f"block{block}-depthwise")
        x = layers.ReLU(6)(depthwise(x))
        x = layers.ReLU(6)(layers.Conv2D(channels, 1, name=f"block{block}-pointwise")(x))
    x = layers.GlobalAveragePooling2D()(x)
    return import_keras().Model(pixels, layers.Dense(FEATURES, "relu", name="features")(x), name="faceres")


def load_faceres(network: "keras.Model", file: Path) -> None:
    """Sets every weight from `file`, a `faceres.json` of TensorFlow.js with its `.bin` beside it.

    Raises `RunError` when it is another kind of file, lacks an array, or has another shape.
    """
    arrays = _read(file)
    for name, weights in _matched().items():
        try:
            network.get_layer(name).set_weights([_folded(arrays, parts) for parts in weights])
        except (KeyError, ValueError) as wrong:
            raise RunError(f"{file} does not fit faceres at {name}: {wrong}") from wrong


def gender_answer(size: int, file: Path) -> "keras.Model":
    """N×size×size×3 RGB 0..255 to N×1 probabilities of *male*, as the model in `file` gives them.

    Raises `RunError` as `load_faceres` does.
    """
    network = faceres(size)
    load_faceres(network, file)
    answer = import_keras().layers.Dense(1, "sigmoid", name="gender")
    whole = import_keras().Model(network.input, answer(network.output))
    arrays = _read(file)
    try:
        answer.set_weights([arrays[name] for name in GENDER_ANSWER])
    except (KeyError, ValueError) as wrong:
        raise RunError(f"{file} does not fit faceres at gender: {wrong}") from wrong
    return whole


def first_blocks(network: "keras.Model", blocks: int) -> list["keras.layers.Layer"]:
    """The layers of the stem and of that many blocks."""
    names = ("stem", *(f"block{number}-" for number in range(1, blocks + 1)))
    return [layer for layer in network.layers if layer.name.startswith(names)]


def stored_names() -> list[str]:
    """Names of the arrays that `load_faceres` reads."""
    return [name for weights in _matched().values() for parts in weights for name in parts]


def _matched() -> dict[str, list[tuple[str, ...]]]:
    """Each layer with weights, and for each of its arrays the stored ones whose product it is."""
    matched: dict[str, list[tuple[str, ...]]] = {
        "stem": [("conv1/convolution/merged_input",), ("conv1_bn/batchnorm_1/sub",)],
        "features": [("feats/kernel",), ("feats/bias",)],
    }
    for block in range(1, len(BLOCKS) + 1):
        deep, point = f"conv_dw_{block}", f"conv_pw_{block}"
        scaled = (f"{deep}/depthwise_kernel", f"{deep}_bn/batchnorm_1/mul")
        matched[f"block{block}-depthwise"] = [scaled, (f"{deep}_bn/batchnorm_1/sub",)]
        matched[f"block{block}-pointwise"] = [
            (f"{point}/convolution/merged_input",),
            (f"{point}_bn/batchnorm_1/sub",),
        ]
    return matched


def _folded(arrays: Arrays, parts: tuple[str, ...]) -> NDArray[np.float32]:
    stored = arrays[parts[0]]
    if len(parts) > 1:  # the scale of batch normalisation, a number a channel
        return np.asarray(stored * arrays[parts[1]].reshape(1, 1, -1, 1), np.float32)
    return stored[:, :, ::-1] if parts[0].startswith("conv1/") else stored  # it learnt from BGR


def _read(file: Path) -> Arrays:
    """All arrays of a TensorFlow.js model by their names. Raises `RunError` for a file that is none."""
    try:
        groups = json.loads(file.read_text(encoding="utf-8"))["weightsManifest"]
        arrays: Arrays = {}
        for group in groups:
            data = b"".join((file.parent / path).read_bytes() for path in group["paths"])
            arrays.update(_arrays(group["weights"], data))
    except (OSError, ValueError, KeyError, TypeError) as wrong:
        raise RunError(f"{file} is no model of TensorFlow.js with its weights beside it: {wrong}") from wrong
    return arrays


def _arrays(listed: list[dict[str, Any]], data: bytes) -> Arrays:
    """The arrays lie one after another, as half floats where that is said."""
    arrays: Arrays = {}
    start = 0
    for each in listed:
        kind = np.dtype(each.get("quantization", each)["dtype"])
        count = int(np.prod(each["shape"], dtype=np.int64))
        array = np.frombuffer(data, kind, count, start).reshape(each["shape"])
        arrays[each["name"]] = array.astype(np.float32)
        start += array.nbytes
    return arrays
