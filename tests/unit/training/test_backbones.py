"""Trained networks by name: which there are, what they see, and whose weights fit."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from models.architecture import seed_network
from models.quiet import import_keras
from models.selftest import golden_inputs
from tests.support.artefacts import keras_meets_numpy_2
from training.backbones.applications import (
    DEVIATIONS,
    MEANS,
    classes,
    features,
    prepared,
    snake_case,
    with_top,
)
from training.backbones.network import with_backbone
from training.backbones.registry import backbone_names, find_backbone
from training.config import load_config
from training.convert import serving_network
from training.errors import RunError
from training.networks import build, require_weights
from training.transfer import with_backbone as with_other_network

pytestmark = pytest.mark.thorough  # whole networks are built

if TYPE_CHECKING:
    import keras

SMALL = "mobilenet_v3_small"
SIDE = 32


def test_the_names_are_those_of_keras() -> None:
    applications = import_keras().applications
    there = {name for name in dir(applications) if callable(getattr(applications, name))}
    assert set(classes().values()) == there
    assert len(classes()) == len(there) > 30
    assert set(backbone_names()) == {*classes(), "efficientnet_lite0", "faceres"}


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("MobileNet", "mobilenet"),
        ("MobileNetV3Small", "mobilenet_v3_small"),
        ("EfficientNetB0", "efficientnet_b0"),
        ("EfficientNetV2B0", "efficientnet_v2_b0"),
        ("ResNet50", "resnet50"),
        ("ResNet50V2", "resnet50_v2"),
        ("ConvNeXtTiny", "convnext_tiny"),
        ("ConvNeXtXLarge", "convnext_xlarge"),
        ("InceptionResNetV2", "inception_resnet_v2"),
        ("NASNetMobile", "nasnet_mobile"),
        ("VGG16", "vgg16"),
    ],
)
def test_names_are_written_as_people_write_them(name: str, snake: str) -> None:
    assert snake_case(name) == snake
    assert classes()[snake] == name


def test_an_unknown_name_is_told_with_the_close_ones() -> None:
    with pytest.raises(RunError, match=r"mobilenet_v4_small; did you mean .*mobilenet_v3_small"):
        find_backbone("mobilenet_v4_small")
    with pytest.raises(RunError, match="--help"):
        find_backbone("?")


def test_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keras fetches when `weights` is a name, which is its default."""
    asked = []
    for name in classes().values():
        monkeypatch.setattr(import_keras().applications, name, lambda **options: asked.append(options))
    for name in classes():
        features(name, SIDE)
        with_top(name)
    assert len(asked) == 2 * len(classes())
    assert all(options["weights"] is None for options in asked)


def test_without_a_file_nothing_begins() -> None:
    config = with_other_network(load_config("seed"), SMALL)
    with pytest.raises(RunError, match=f"{SMALL}: name the file of its weights with --weights"):
        build(config, None)
    with pytest.raises(RunError, match="no backbone named nonsense"):
        build(replace(config, architecture="nonsense"), None)


def seen(name: str) -> np.ndarray:
    """What a network gets of the golden inputs."""
    keras = import_keras()
    pixels = keras.Input((96, 96, 3))
    made = keras.Model(pixels, prepared(name, pixels))
    return np.asarray(made.predict_on_batch(golden_inputs().astype(np.float32)))


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("mobilenet_v2", "mobilenet_v2"),
        ("resnet50", "resnet"),
        ("densenet121", "densenet"),
        (SMALL, "mobilenet_v3"),
    ],
)
def test_pixels_are_prepared_as_keras_does(name: str, module: str) -> None:
    expected = getattr(import_keras().applications, module).preprocess_input(
        golden_inputs().astype(np.float32)
    )
    assert seen(name) == pytest.approx(expected, abs=1e-3)


def test_an_efficientnet_sees_what_one_with_fetched_weights_sees() -> None:
    """The published weights hold the deviations where Keras' layer takes their squares."""
    normalised = (seen("efficientnet_b3") / 255 - MEANS) / np.sqrt(DEVIATIONS)
    assert normalised == pytest.approx((golden_inputs() / 255 - MEANS) / DEVIATIONS, abs=1e-4)


def scrambled(network: "keras.Model", seed: int) -> None:
    rng = np.random.default_rng(seed)
    network.set_weights(
        [rng.uniform(0.5, 1, each.shape).astype(np.float32) for each in network.get_weights()]
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same weights in every kind of file, with and without the last layers."""
    folder = tmp_path_factory.mktemp("weights")
    whole, part = with_top(SMALL), features(SMALL, SIDE)
    scrambled(whole, 1)
    part.set_weights(whole.get_weights()[: len(part.weights)])
    kept = {}
    with keras_meets_numpy_2():
        for words, network in (("top", whole), ("no_top", part)):
            for ending in (".weights.h5", ".h5", ".keras"):
                file = kept[f"{words}{ending}"] = folder / f"{words}{ending}"
                (network.save_weights if ending == ".weights.h5" else network.save)(file)
    return kept


@pytest.mark.parametrize("words", ["top", "no_top"])
@pytest.mark.parametrize("ending", [".weights.h5", ".h5", ".keras"])
def test_weights_are_taken_from_every_kind_of_file(files: dict[str, Path], words: str, ending: str) -> None:
    network = features(SMALL, SIDE)
    find_backbone(SMALL).load(network, files[f"{words}{ending}"])
    rng = np.random.default_rng(1)
    for weight in network.get_weights():
        assert np.array_equal(weight, rng.uniform(0.5, 1, weight.shape).astype(np.float32))


@pytest.mark.thorough  # 15 s of building networks
def test_a_file_that_does_not_fit_is_told(files: dict[str, Path], tmp_path: Path) -> None:
    backbone = find_backbone("mobilenet")
    for file in files.values():
        with pytest.raises(RunError, match=f"{file.name} does not fit mobilenet"):
            backbone.load(backbone.features(SIDE), file)
    other = tmp_path / "other.weights.h5"
    with keras_meets_numpy_2():
        seed_network(augment=False).save_weights(other)
    with pytest.raises(RunError, match="does not fit"):
        backbone.load(backbone.features(SIDE), other)


@pytest.mark.parametrize(
    ("network", "name"),
    [
        (SMALL, "broken.weights.h5"),
        (SMALL, "broken.h5"),
        (SMALL, "broken.keras"),
        (SMALL, "weights.npz"),
        ("efficientnet_lite0", "weights.npz"),
        ("faceres", "faceres.json"),
    ],
)
def test_a_file_that_holds_no_weights_is_told(tmp_path: Path, network: str, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"nothing of the kind")
    backbone = find_backbone(network)
    with pytest.raises(RunError, match=name):
        backbone.load(backbone.features(SIDE), file)


@pytest.mark.thorough  # 5 s of converting
def test_the_network_that_serves_answers_as_the_one_that_learnt() -> None:
    trained = with_backbone(SMALL, 2, augment=True, seed=1)
    serving = serving_network(trained, SMALL)
    inputs = golden_inputs().astype(np.float32)
    logits = serving.predict_on_batch(inputs)
    assert np.ptp(logits) > 0
    assert logits == pytest.approx(trained.predict_on_batch(inputs), rel=1e-3)
    assert np.asarray(serving(inputs)) == pytest.approx(logits, rel=1e-3), "no layer believes that it trains"
    assert (serving.name, serving.output_shape) == (SMALL, (None, 2))


def test_batch_normalisation_stays_and_the_rest_learns() -> None:
    network = with_backbone(SMALL, 2, augment=False).get_layer("MobileNetV3Small")
    held = {type(layer).__name__ for layer in network.layers if layer.weights and not layer.trainable}
    assert held == {"BatchNormalization"}


def test_transfer_takes_the_pictures_and_its_own_settings() -> None:
    seed, browline = load_config("seed"), load_config("browline")
    config = with_other_network(seed, SMALL)
    assert config.name == config.version == f"seed-{SMALL}"
    assert (config.architecture, config.epochs, config.mix) == (SMALL, seed.epochs, None)
    assert (config.learning_rate, config.warmup, config.label_smoothing) == (0.0005, 1, 0.1)
    mixed = with_other_network(browline, SMALL)
    assert mixed.judge is None
    assert mixed.begun_from is None
    assert mixed.mix is not None
    assert browline.mix is not None
    assert {name for name, _ in browline.mix.shares} - {name for name, _ in mixed.mix.shares} == {"scenes"}
    assert with_other_network(config, SMALL) is config


def test_a_recipe_whose_network_needs_a_file_is_refused_without_one() -> None:
    transferred = with_other_network(load_config("seed"), SMALL)
    for config in (load_config("browline"), transferred):
        with pytest.raises(RunError, match="--weights"):
            require_weights(config, None)
    require_weights(replace(load_config("browline"), judge=None), None)
