"""A TensorFlow.js model becomes the backbone's weights: folded, as RGB, and none forgotten."""

from pathlib import Path

import numpy as np
import pytest

from tests.support.faceres_file import Arrays, random_arrays, write_faceres
from training.backbones.faceres import GENDER_ANSWER, faceres, first_blocks, gender_answer, load_faceres
from training.errors import RunError

SIDE = 32


@pytest.fixture(scope="module")
def arrays() -> Arrays:
    return random_arrays()


@pytest.fixture
def file(arrays: Arrays, tmp_path: Path) -> Path:
    return write_faceres(arrays, tmp_path)


def test_every_weight_comes_from_the_file(file: Path, arrays: Arrays) -> None:
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


def test_its_own_answer_is_the_probability_of_male(file: Path, arrays: Arrays) -> None:
    pictures = np.random.default_rng(1).uniform(0, 255, (3, SIDE, SIDE, 3)).astype(np.float32)
    network = faceres(SIDE)
    load_faceres(network, file)
    kernel, bias = (arrays[name].astype(np.float32) for name in GENDER_ANSWER)
    logits = np.asarray(network(pictures)) @ kernel + bias
    assert np.asarray(gender_answer(SIDE, file)(pictures)) == pytest.approx(
        1 / (1 + np.exp(-logits)), abs=1e-4
    )


def test_a_file_without_an_answer_is_told(file: Path) -> None:
    file.write_text(file.read_text().replace("gender_pred/bias", "gender_pred/other"))
    with pytest.raises(RunError, match="does not fit faceres at gender"):
        gender_answer(SIDE, file)
