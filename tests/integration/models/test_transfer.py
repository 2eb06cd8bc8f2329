"""A backbone with a user's own file of weights, from a folder of pictures to an artefact that serves.

Keras' own network costs a minute by its many layers, and is left to the thorough tests; a stand-in of a few
goes the same way under its name. Its layers themselves are tried in `tests/unit/training/test_backbones.py`.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from cli.train import train
from models.architecture import seed_network
from models.card import load_card
from models.errors import NoUsableArtefact
from models.quiet import import_keras
from models.registry import load
from models.selftest import golden_inputs
from tests.unit.training.folder import write_split
from training.backbones.applications import features
from training.verify import verified

if TYPE_CHECKING:
    import keras

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.timeout(600),  # all layers take 74 s of a busy machine
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept:DeprecationWarning"),
]
NAME, CLASS = "mobilenet_v3_small", "MobileNetV3Small"
VERSION = f"seed-{NAME}"


def few_layers(
    weights: None = None,
    include_top: bool = True,
    pooling: str | None = None,
    input_shape: tuple[int, int, int] = (224, 224, 3),
) -> "keras.Model":
    """A network with what is peculiar to one of `keras.applications`, in a twentieth of the layers."""
    layers = import_keras().layers
    pixels = layers.Input(input_shape)
    x = layers.BatchNormalization()(layers.Conv2D(16, 3, strides=4, use_bias=False)(pixels))
    x = layers.Conv2D(32, 3, strides=4, activation="hard_silu")(layers.ReLU(6.0)(x))
    x = layers.LayerNormalization()(layers.GlobalAveragePooling2D()(x))
    return import_keras().Model(pixels, layers.Dense(1000)(x) if include_top else x, name=CLASS)


@pytest.fixture(
    autouse=True,
    scope="module",
    params=["few layers", pytest.param("all layers", marks=pytest.mark.thorough)],
)
def network(request: pytest.FixtureRequest) -> Iterator[None]:
    """What stands behind the name."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "few layers":
            applications = import_keras().applications
            patch.setattr(few_layers, "__module__", getattr(applications, CLASS).__module__)
            patch.setattr(applications, CLASS, few_layers)
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for split, count in (("Training", 20), ("Validation", 6)):
        write_split(folder / split, count)
    return folder


def trained_with(data: Path, place: Path, *options: str) -> Result:
    where = ["--data", str(data), "--out", str(place / "out"), "--work", str(place / "work")]
    return CliRunner().invoke(train, [*where, *options])


@pytest.fixture(scope="module")
def place(network: None, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One epoch from random weights in a file; published after a stop, for which the file is not needed."""
    place = tmp_path_factory.mktemp("transfer")
    file = place / "random.weights.h5"
    features(NAME, 112).save_weights(file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("training.run.publish", stop)
        began = trained_with(data, place, "--backbone", NAME, "--weights", str(file), "--epochs", "1")
    assert isinstance(began.exception, Stopped), began.output
    file.unlink()
    went_on = trained_with(data, place, "--backbone", NAME, "--epochs", "1", "--resume")
    assert went_on.exit_code == 0, went_on.output
    assert f"{VERSION} is published in" in went_on.stdout
    return place / "out"


class Stopped(Exception):
    """Somebody pressed a key."""


def stop(*_: object, **__: object) -> None:
    raise Stopped


def test_it_serves_from_litert_and_says_what_it_is(place: Path) -> None:
    classifier = load(directory=place)
    assert (classifier.version, classifier.engine, classifier.engine_reason) == (VERSION, "litert", "")
    card = classifier.card
    assert (card.training.architecture, card.training.epochs) == (NAME, 1)
    assert (card.training.learning_rate, card.litert_weights) == (0.0005, "int8")
    assert "transfer learning" in card.training.recipe
    assert any("backbone's weights" in source.name for source in card.data)
    assert len(classifier.classify(golden_inputs())) == 4


def test_its_bare_weights_are_not_kept_and_that_is_told(place: Path, tmp_path: Path) -> None:
    damaged = Path(shutil.copytree(place, tmp_path / "damaged"))
    folder = damaged / VERSION
    assert set(load_card(folder).files) == {f"{VERSION}.tflite", f"{VERSION}.keras"}
    assert verified(folder).version == VERSION
    expected = load(directory=damaged).logits(golden_inputs())
    (folder / f"{VERSION}.tflite").unlink()
    whole = load(directory=damaged)
    assert whole.engine == "keras"
    assert whole.logits(golden_inputs()) == pytest.approx(expected, abs=0.15)
    (folder / f"{VERSION}.keras").unlink()
    with pytest.raises(NoUsableArtefact, match=f"bare weights of {NAME} are not kept"):
        load(directory=damaged)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--backbone", "mobilenet_v3"], "did you mean mobilenet_v2, mobilenet, mobilenet_v3_small?"),
        (["--backbone", NAME], "name the file of its weights with --weights; none is ever fetched"),
        (["--backbone", NAME, "--weights", "nowhere.h5"], "does not exist"),
    ],
)
def test_what_cannot_begin_is_one_sentence_and_exit_code_2(
    data: Path, tmp_path: Path, options: list[str], words: str
) -> None:
    result = trained_with(data, tmp_path, *options)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


def test_weights_of_another_network_are_told(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "other.weights.h5"
    seed_network(augment=False).save_weights(file)
    result = trained_with(data, tmp_path, "--backbone", NAME, "--weights", str(file))
    assert result.exit_code == 2
    assert "does not fit MobileNetV3Small" in result.stderr
