"""The network of the origin, layer by layer, and its successor."""

import numpy as np
import pytest

from models.architecture import ARCHITECTURES, residual_network, seed_network
from models.selftest import golden_inputs


def kinds(augment: bool) -> list[str]:
    return [type(layer).__name__ for layer in seed_network(augment=augment).layers]


def test_layers_of_the_original() -> None:
    convolutions = ["Conv2D", "MaxPooling2D"] * 4
    served = ["InputLayer", "Rescaling", *convolutions, "Flatten", "Dense", "Dropout", "Dense"]
    assert kinds(augment=False) == served
    random_layers = ["RandomFlip", "RandomRotation", "RandomZoom"]
    assert kinds(augment=True) == ["InputLayer", *random_layers, *served[1:]]


def test_size_of_the_original() -> None:
    network = seed_network(augment=True)
    # 3·3·3·16+16 + 3·3·16·32+32 + 3·3·32·64+64 + 3·3·64·128+128 + 6·6·128·128+128 + 128·2+2
    assert network.count_params() == 448 + 4640 + 18496 + 73856 + 589952 + 258
    assert network.input_shape == (None, 96, 96, 3)
    assert network.output_shape == (None, 2)


def test_details_of_the_original() -> None:
    layers = {type(layer).__name__: layer for layer in seed_network(augment=True).layers}
    assert layers["Rescaling"].scale == 1 / 255
    assert layers["Dropout"].rate == 0.2
    assert layers["RandomFlip"].mode == "horizontal"
    assert layers["RandomRotation"].factor == (-0.1, 0.1)
    assert layers["Conv2D"].padding == "same"
    assert layers["Dense"].activation.__name__ == "linear", "logits, no softmax"


def multiply_adds(network: object) -> int:
    """Multiplications of all convolutions and dense layers for one face."""
    total = 0
    for layer in network.layers:
        if type(layer).__name__ in {"Conv2D", "Dense"}:
            places = int(np.prod(layer.output.shape[1:-1], dtype=int))
            total += places * int(np.prod(layer.kernel.shape))
    return total


def test_the_residual_network_answers_as_the_seed_does() -> None:
    network = residual_network(augment=False)
    assert network.input_shape == (None, 96, 96, 3)
    assert network.output_shape == (None, 2)
    assert network.layers[-1].activation.__name__ == "linear", "logits, no softmax"
    assert network.name == "residual"
    assert ARCHITECTURES["residual"] is residual_network


def test_the_residual_network_stays_small() -> None:
    """In int8 it must not take longer than the seed in float, which is three times as slow there."""
    residual, seed = residual_network(augment=False), seed_network(augment=False)
    assert multiply_adds(residual) <= 3.5 * multiply_adds(seed)
    assert residual.count_params() < 2_000_000 / 1.5, "two megabytes of int8 and the file around it"


def test_the_same_residual_weights_serve_and_train() -> None:
    trained, serving = residual_network(augment=True, seed=1), residual_network(augment=False)
    assert "RandomFlip" in {type(layer).__name__ for layer in trained.layers}
    serving.set_weights(trained.get_weights())
    golden = golden_inputs().astype(np.float32)
    assert serving(golden).numpy() == pytest.approx(trained(golden, training=False).numpy(), abs=1e-5)
