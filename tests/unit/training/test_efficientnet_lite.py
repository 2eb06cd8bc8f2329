"""Weights of EfficientNet-Lite0's PyTorch port become the backbone's."""

from pathlib import Path

import numpy as np
import pytest

from training.backbones.efficientnet_lite import efficientnet_lite0, load_imagenet, port_names
from training.errors import RunError


@pytest.mark.thorough  # the whole network is built to be looked at
def test_a_backbone_begins_with_the_weights_of_its_file(tmp_path: Path) -> None:
    network, rng = efficientnet_lite0(64), np.random.default_rng(0)
    state = {name: rng.normal(size=shape).astype(np.float32) for name, shape in port_names(network)}
    np.savez(tmp_path / "weights.npz", **state)
    load_imagenet(network, tmp_path / "weights.npz")
    stem = network.get_layer("stem").get_weights()[0]
    assert np.array_equal(stem, state["_conv_stem.weight"].transpose(2, 3, 1, 0))
    depthwise = network.get_layer("block3-depthwise").get_weights()[0]
    assert np.array_equal(
        depthwise[..., 0], state["_blocks.3._depthwise_conv.weight"][:, 0].transpose(1, 2, 0)
    )
    mean = network.get_layer("head-norm").get_weights()[2]
    assert np.array_equal(mean, state["_bn1.running_mean"])
    state["_conv_stem.weight"] = state["_conv_stem.weight"][:8]
    np.savez(tmp_path / "other.npz", **state)
    with pytest.raises(RunError, match="stem"):
        load_imagenet(network, tmp_path / "other.npz")
