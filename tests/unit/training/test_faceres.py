"""A TensorFlow.js model becomes the backbone's weights: folded, as RGB, and none forgotten."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from training.backbones.faceres import BLOCKS, faceres, first_blocks, load_faceres, stored_names
from training.errors import RunError

SIDE = 32


def stored_shape(name: str) -> tuple[int, ...]:
    """As TensorFlow.js keeps an array of the network."""
    layer = name.split("/", maxsplit=1)[0].removesuffix("_bn")
    if layer == "conv1":
        return (3, 3, 3, 32) if "merged" in name else (32,)
    if layer == "feats":
        return (1024, 256) if name.endswith("kernel") else (256,)
    kind, block = layer.removeprefix("conv_").split("_")
    before = BLOCKS[int(block) - 2][0] if block != "1" else 32
    channels = before if kind == "dw" else BLOCKS[int(block) - 1][0]
    if name.endswith("depthwise_kernel"):
        return (3, 3, before, 1)
    return (1, 1, before, channels) if "merged" in name else (channels,)


@pytest.fixture(scope="module")
def arrays() -> dict[str, NDArray[np.float16]]:
    rng = np.random.default_rng(5)
    return {name: rng.normal(0, 0.1, stored_shape(name)).astype(np.float16) for name in stored_names()}


@pytest.fixture
def file(arrays: dict[str, NDArray[np.float16]], tmp_path: Path) -> Path:
    (tmp_path / "faceres.bin").write_bytes(b"".join(array.tobytes() for array in arrays.values()))
    listed = [
        {"name": name, "shape": array.shape, "dtype": "float32", "quantization": {"dtype": "float16"}}
        for name, array in arrays.items()
    ]
    model = tmp_path / "faceres.json"
    model.write_text(json.dumps({"weightsManifest": [{"paths": ["faceres.bin"], "weights": listed}]}))
    return model


def test_every_weight_comes_from_the_file(file: Path, arrays: dict[str, NDArray[np.float16]]) -> None:
    network = faceres(SIDE)
    load_faceres(network, file)
    kernel, bias = network.get_layer("stem").get_weights()
    assert np.array_equal(kernel[:, :, 0], arrays["conv1/convolution/merged_input"][:, :, 2])
    assert np.array_equal(bias, arrays["conv1_bn/batchnorm_1/sub"])
    scale = arrays["conv_dw_3_bn/batchnorm_1/mul"].astype(np.float32)
    kernel, bias = network.get_layer("block3-depthwise").get_weights()
    assert kernel[1, 2, 7, 0] == pytest.approx(arrays["conv_dw_3/depthwise_kernel"][1, 2, 7, 0] * scale[7])
    assert np.array_equal(bias, arrays["conv_dw_3_bn/batchnorm_1/sub"])
    last = network.get_layer("block13-pointwise").get_weights()[0]
    assert np.array_equal(last, arrays["conv_pw_13/convolution/merged_input"])
    assert not any(np.array_equal(weight, np.zeros_like(weight)) for weight in network.get_weights())
    assert network.output_shape == (None, 256)


def test_a_file_without_its_neighbour_is_told(file: Path) -> None:
    (file.parent / "faceres.bin").unlink()
    with pytest.raises(RunError, match=r"faceres\.json is no model of TensorFlow\.js"):
        load_faceres(faceres(SIDE), file)


def test_a_file_that_lacks_an_array_is_told(file: Path) -> None:
    file.write_text(file.read_text().replace("feats/bias", "feats/other"))
    with pytest.raises(RunError, match="does not fit faceres at features"):
        load_faceres(faceres(SIDE), file)


def test_the_first_blocks_are_the_stem_and_so_many() -> None:
    held = [layer.name for layer in first_blocks(faceres(SIDE), 1)]
    assert held == ["stem", "block1-depthwise", "block1-pointwise"]
