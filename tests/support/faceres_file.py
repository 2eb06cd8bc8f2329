"""A file of FaceRes as TensorFlow.js keeps it, with weights of no meaning."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.backbones.faceres import BLOCKS, FEATURES, GENDER_ANSWER, stored_names

Arrays = dict[str, NDArray[np.float16]]


def random_arrays(seed: int = 5) -> Arrays:
    """Every array that is read, by its stored name, so small that pictures still differ in the end."""
    rng = np.random.default_rng(seed)
    shapes = {name: _shape(name) for name in (*stored_names(), *GENDER_ANSWER)}
    return {
        name: rng.normal(0, 1.4 * np.prod(shape[:-1]) ** -0.5, shape).astype(np.float16)
        for name, shape in shapes.items()
    }


def write_faceres(arrays: Arrays, folder: Path) -> Path:
    """`faceres.json` with its `.bin` beside it."""
    (folder / "faceres.bin").write_bytes(b"".join(array.tobytes() for array in arrays.values()))
    listed = [
        {"name": name, "shape": array.shape, "dtype": "float32", "quantization": {"dtype": "float16"}}
        for name, array in arrays.items()
    ]
    model = folder / "faceres.json"
    model.write_text(json.dumps({"weightsManifest": [{"paths": ["faceres.bin"], "weights": listed}]}))
    return model


def _shape(name: str) -> tuple[int, ...]:
    layer = name.split("/", maxsplit=1)[0].removesuffix("_bn")
    if layer == "conv1":
        return (3, 3, 3, 32) if "merged" in name else (32,)
    if layer == "feats":
        return (1024, FEATURES) if name.endswith("kernel") else (FEATURES,)
    if layer == "gender_pred":
        return (FEATURES, 1) if name.endswith("kernel") else (1,)
    kind, block = layer.removeprefix("conv_").split("_")
    before = BLOCKS[int(block) - 2][0] if block != "1" else 32
    channels = before if kind == "dw" else BLOCKS[int(block) - 1][0]
    if name.endswith("depthwise_kernel"):
        return (3, 3, before, 1)
    return (1, 1, before, channels) if "merged" in name else (channels,)
