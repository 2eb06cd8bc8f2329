"""From a folder of pictures to a finder that serves and is measured: a few steps, stopped once on the way.

The teacher is a file made here that takes bright spots for faces.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from cli.evaluate import evaluate
from cli.train import train
from models.finders.architecture import FINDERS, NUMBERS, STRIDES
from models.finders.registry import load_version
from models.quiet import import_keras
from tests.support.artefacts import keras_meets_numpy_2
from tests.support.onnx_file import write_bright_finder
from training.configs.finder import CONFIG
from training.errors import RunError
from training.finder.report import RESULTS, FinderResults
from training.finder.run import FinderRequest, run_finder

if TYPE_CHECKING:
    import keras

# A minute: the same trainer, its resumption and its card are tried at each run by test_train_end_to_end.py.
pytestmark = [pytest.mark.timeout(300), pytest.mark.thorough]
FOLDERS = {
    "scenes": 12,
    **{f"{kind}/{name}": 3 for kind in ("masked/Training", "portraits") for name in ("Female", "Male")},
    **{f"unmasked/{split}/{name}": 5 for split in ("Training", "Test") for name in ("Female", "Male")},
    "masked/Validation/Female": 3,
    "masked/Validation/Male": 3,
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    rng = np.random.default_rng(1)
    for name, count in FOLDERS.items():
        (folder / name).mkdir(parents=True)
        for number in range(count):
            cv2.imwrite(str(folder / name / f"{number}.png"), spotted(rng))
    (folder / "face_detector").mkdir()
    write_bright_finder(folder / "face_detector" / "yunet_test.onnx")
    return folder


def spotted(rng: np.random.Generator) -> np.ndarray:
    """200×200, dark and uneven, with a bright spot."""
    coarse = rng.uniform(0, 90, (8, 8, 3)).astype(np.float32)
    picture = cv2.resize(coarse, (200, 200), interpolation=cv2.INTER_CUBIC).clip(0, 110).astype(np.uint8)
    top, left = rng.integers(40, 130, 2)
    picture[top : top + 24, left : left + 24] = 255
    return picture


def request(data: Path, place: Path, epochs: int, *, resume: bool = False) -> FinderRequest:
    small = replace(CONFIG, begun_from=None, architecture="tiny", shapes=((96, 96),))
    config = replace(small, epochs=epochs, batches=2, batch_size=3, textures=6, aligned=6, dressed=6)
    return FinderRequest(config, data, place / "work", place / "out", resume)


def tiny_finder() -> "keras.Model":
    """As many grids as the published one's in a tenth of its layers: most of the time goes by the layer."""
    layers = import_keras().layers
    pixels = layers.Input((None, None, 3), name="rgb")
    x, grids = layers.Conv2D(8, 3, strides=4, padding="same", activation="relu")(pixels), []
    for stride in STRIDES:
        x = layers.BatchNormalization()(layers.Conv2D(8, 3, strides=2, padding="same")(x))
        grids.append(layers.Conv2D(NUMBERS, 1, name=f"cells{stride}")(x))
    return import_keras().Model(pixels, grids, name="tiny")


@pytest.fixture(autouse=True, scope="module")
def tiny() -> Iterator[None]:
    """An architecture that learns and serves like ours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(FINDERS, "tiny", tiny_finder)
        yield


@pytest.fixture(scope="module")
def trained(tiny: None, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stopped after one epoch, and one more after that; the folder of `out` and `work`."""
    place = tmp_path_factory.mktemp("trained")
    with keras_meets_numpy_2():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("training.finder.run.publish", stop)
            with pytest.raises(Stopped):
                run_finder(request(data, place, 1))
        run_finder(request(data, place, 2, resume=True))
    return place


class Stopped(Exception):
    """Somebody pressed a key."""


def stop(*_: object) -> None:
    raise Stopped


def test_it_serves_and_knows_how_it_was_made(trained: Path) -> None:
    finder = load_version(directory=trained / "out")
    assert (finder.engine_name, finder.engine_reason) == ("litert", "")
    assert finder.card.training.epochs == 2
    assert finder.card.recall == ()
    finder.find(np.zeros((120, 90, 3), np.uint8))


def test_it_is_measured_into_its_card(trained: Path, data: Path, tmp_path: Path) -> None:
    arguments = ["finder", "--data", str(data), "--artefacts", str(trained / "out"), "--limit", "4"]
    places = ["--sheets", str(tmp_path / "sheets"), "--cache", str(tmp_path / "cache")]
    result = CliRunner().invoke(evaluate, [*arguments, *places])
    assert result.exit_code == 0, result.output
    folder = trained / "out" / CONFIG.version
    results = FinderResults.model_validate_json((folder / RESULTS).read_text())
    sets = {each.set for each in results.recall}
    assert {"masked-validation", "hidden-veil", "hidden-all"} <= sets
    assert {each.set for each in results.false_finds} >= {"nobody-drawn"}
    assert (folder / "precision-recall.png").is_file()
    card = load_version(directory=trained / "out").card
    assert card.recall == results.recall
    assert card.speed[0].width == 640
    assert "n=6" in result.output, "the classifier's accuracy is measured on all of masked/Validation"
    assert (tmp_path / "sheets" / "masked-validation-missed.png").is_file()


def test_something_else_is_not_resumed(trained: Path, data: Path) -> None:
    other = request(data, trained, 3, resume=True)
    with pytest.raises(RunError, match="other data or settings"):
        run_finder(replace(other, limit=4))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--data", "nowhere"], "there is no folder nowhere"),
        (["--data", "."], "has no pictures in scenes"),
        (["--data", ".", "--resume"], "nothing to resume"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_code_2(
    options: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(train, ["--config", "finder", *options])
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert "Traceback" not in result.output
