"""What a config makes of the optimizer and the loss."""

from dataclasses import replace

import pytest

from training.config import load_config
from training.fit import learning_rate, new_network


def test_the_seed_keeps_its_constant_rate() -> None:
    network = new_network(load_config("seed"), batches_per_epoch=10)
    assert float(network.optimizer.learning_rate) == pytest.approx(0.001)
    assert not network.optimizer.weight_decay


def test_browline_warms_up_and_ends_at_nothing() -> None:
    config = replace(load_config("browline"), epochs=5)
    network = new_network(config, batches_per_epoch=10)
    rate = learning_rate(config, batches_per_epoch=10)
    assert float(rate(0)) == pytest.approx(0)
    assert float(rate(10)) == pytest.approx(config.learning_rate)
    assert float(rate(30)) == pytest.approx(config.learning_rate / 2)
    assert float(rate(50)) == pytest.approx(0, abs=1e-9)
    assert network.optimizer.weight_decay == config.weight_decay


def test_bfloat16_leaves_weights_and_answers_in_float32() -> None:
    network = new_network(replace(load_config("browline"), precision="mixed_bfloat16"), batches_per_epoch=10)
    assert {weight.dtype for weight in network.trainable_weights} == {"float32"}
    assert network.get_layer("logits").compute_dtype == "float32"
    assert "bfloat16" in {layer.compute_dtype for layer in network.layers}
    assert {layer.compute_dtype for layer in new_network(load_config("seed"), 10).layers} == {"float32"}
