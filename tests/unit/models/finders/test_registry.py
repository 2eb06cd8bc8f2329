"""Which engine serves a finder when files are damaged. The artefact is real, its network untrained."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from models.errors import NoUsableArtefact
from models.finders.registry import load_finder, load_version
from models.finders.selftest import golden_input
from models.registry import read_card
from tests.unit.models.finders.artefact import VERSION

FILES = {
    "litert": f"{VERSION}.int8.tflite",
    "keras": f"{VERSION}.keras",
    "keras-weights": f"{VERSION}.weights.h5",
}


@pytest.fixture
def artefacts(blind: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(blind, tmp_path / "artefacts"))


def damage(artefacts: Path, *engines: str) -> None:
    for engine in engines:
        file = artefacts / VERSION / FILES[engine]
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 0xFF
        file.write_bytes(content)


def vouch_for(artefacts: Path, engine: str, content: bytes) -> None:
    """Replaces a file and its digest in the card: only loading or the self-test can find it out."""
    folder = artefacts / VERSION
    (folder / FILES[engine]).write_bytes(content)
    card = json.loads((folder / "card.json").read_text())
    card["files"][FILES[engine]] = {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    (folder / "card.json").write_text(json.dumps(card))


def test_the_default_and_its_version_are_the_same(artefacts: Path) -> None:
    assert load_finder(directory=artefacts).version == load_finder(VERSION, artefacts).version == VERSION
    assert load_version(directory=artefacts).engine_name == "litert"


def test_a_wrong_hash_falls_back_to_keras_and_says_why(
    artefacts: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damage(artefacts, "litert")
    finder = load_version(directory=artefacts)
    assert finder.engine_name == "keras"
    assert "litert: blind-1.int8.tflite has SHA-256" in finder.engine_reason
    assert "litert of blind-1 is refused" in caplog.text


def test_a_file_that_is_no_network_falls_back(artefacts: Path) -> None:
    vouch_for(artefacts, "litert", b"no network at all")
    assert "does not load" in load_version(directory=artefacts).engine_reason


def test_a_network_with_other_weights_fails_the_self_test(artefacts: Path) -> None:
    content = bytearray((artefacts / VERSION / FILES["litert"]).read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4_000] = bytes(4_000)  # zeroed weights load without complaint
    vouch_for(artefacts, "litert", bytes(content))
    finder = load_version(directory=artefacts)
    assert finder.engine_name == "keras"
    assert "self-test is off by" in finder.engine_reason


def test_the_weights_alone_serve_and_all_forms_agree(artefacts: Path) -> None:
    grids = load_version(directory=artefacts).engine.grids(golden_input())
    damage(artefacts, "litert")
    whole = load_version(directory=artefacts).engine.grids(golden_input())
    damage(artefacts, "keras")
    finder = load_version(directory=artefacts)
    assert finder.engine_name == "keras-weights"
    for one, two, three in zip(whole, finder.engine.grids(golden_input()), grids, strict=True):
        assert one == pytest.approx(two, abs=1e-4)
        assert one == pytest.approx(three, abs=3)  # LiteRT's weights are rounded to int8


@pytest.mark.parametrize("setting", ["", "other-1"])
def test_no_artefact_no_finder(tmp_path: Path, setting: str) -> None:
    with pytest.raises(NoUsableArtefact):
        load_finder(setting, tmp_path)


def test_a_classifier_is_no_finder_and_a_finder_no_classifier(artefacts: Path) -> None:
    with pytest.raises(NoUsableArtefact, match="no readable card"):
        load_finder("seed-1")
    with pytest.raises(NoUsableArtefact, match="no readable card"):
        read_card(VERSION, artefacts)


def test_publishing_a_finder_names_no_default_classifier(artefacts: Path) -> None:
    with pytest.raises(NoUsableArtefact, match="no default version"):
        read_card(directory=artefacts)


def test_shapes_in_any_order_give_the_same_answers(artefacts: Path) -> None:
    finder = load_version(directory=artefacts)
    rng = np.random.default_rng(1)
    shapes = [(96, 256), (256, 96), (64, 64), (128, 256), (256, 256), (192, 256), (160, 256), (256, 160)]
    pictures = [rng.integers(0, 256, (*shape, 3), np.uint8) for shape in shapes]
    first = [finder.engine.grids(picture) for picture in pictures]
    for picture, grids in zip(pictures[::-1], first[::-1], strict=True):
        again = finder.engine.grids(picture)
        assert [grid.shape[0] for grid in again] == [picture.shape[0] // stride for stride in (8, 16, 32)]
        for one, two in zip(grids, again, strict=True):
            assert np.array_equal(one, two)
