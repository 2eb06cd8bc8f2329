"""Which engine serves when files are damaged. The artefact is real, its network untrained."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from models.errors import NoUsableArtefact
from models.registry import load, read_card
from models.selftest import golden_inputs
from tests.support import artefacts as all_outputs
from tests.unit.models.artefact import VERSION

FILES = {"litert": f"{VERSION}.tflite", "keras": f"{VERSION}.keras", "keras-weights": f"{VERSION}.weights.h5"}


@pytest.fixture
def artefacts(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "artefacts"))


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


def test_litert_comes_first(artefacts: Path) -> None:
    classifier = load(directory=artefacts)
    assert (classifier.engine, classifier.engine_reason, classifier.version) == ("litert", "", VERSION)


def test_a_wrong_hash_falls_back_to_keras_and_says_why(
    artefacts: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damage(artefacts, "litert")
    classifier = load(directory=artefacts)
    assert classifier.engine == "keras"
    assert "litert: untrained-1.tflite has SHA-256" in classifier.engine_reason
    assert "litert of untrained-1 is refused" in caplog.text


def test_a_file_that_is_no_network_falls_back(artefacts: Path) -> None:
    vouch_for(artefacts, "litert", b"no network at all")
    classifier = load(directory=artefacts)
    assert classifier.engine == "keras"
    assert "does not load" in classifier.engine_reason


def test_a_network_with_other_weights_fails_the_self_test(artefacts: Path) -> None:
    content = bytearray((artefacts / VERSION / FILES["litert"]).read_bytes())
    middle = len(content) // 2
    content[middle : middle + 200_000] = bytes(200_000)  # zeroed weights load without complaint
    vouch_for(artefacts, "litert", bytes(content))
    classifier = load(directory=artefacts)
    assert classifier.engine == "keras"
    assert "self-test is off by" in classifier.engine_reason


def test_a_missing_file_falls_back(artefacts: Path) -> None:
    (artefacts / VERSION / FILES["litert"]).unlink()
    assert "cannot be read" in load(directory=artefacts).engine_reason


def test_weights_alone_still_serve(artefacts: Path) -> None:
    damage(artefacts, "litert", "keras")
    classifier = load(directory=artefacts)
    assert classifier.engine == "keras-weights"
    assert "litert:" in classifier.engine_reason
    assert "keras:" in classifier.engine_reason


def test_weights_alone_need_code_that_builds_their_network(artefacts: Path) -> None:
    damage(artefacts, "litert", "keras")
    file = artefacts / VERSION / "card.json"
    card = json.loads(file.read_text())
    card["training"]["architecture"] = "another"
    file.write_text(json.dumps(card))
    with pytest.raises(NoUsableArtefact, match="no code here builds another"):
        load(directory=artefacts)


def test_all_engines_give_the_same_logits(artefacts: Path) -> None:
    golden = np.array(read_card(directory=artefacts).selftest.expected_logits)
    many = np.concatenate([golden_inputs()] * 20)  # 80: more than the largest padded batch
    for engine in FILES:
        classifier = load(directory=artefacts)
        assert classifier.engine == engine
        off = 0.02 if engine == "litert" else 1e-4  # LiteRT's weights are rounded to int8
        assert classifier.logits(many) == pytest.approx(np.concatenate([golden] * 20), abs=off)
        assert classifier.logits(many[:1]) == pytest.approx(golden[:1], abs=off)
        damage(artefacts, engine)


def test_every_engine_gives_all_outputs(talkative: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copytree(talkative, tmp_path / "artefacts"))
    for engine, ending in (("litert", "tflite"), ("keras", "keras"), ("keras-weights", "weights.h5")):
        classifier = load(directory=copied)
        assert classifier.engine == engine
        assert classifier.logits(golden_inputs()).shape == (4, 11)
        assert all(said.age_group and said.mask for said in classifier.classify(golden_inputs()))
        (copied / all_outputs.VERSION / f"{all_outputs.VERSION}.{ending}").unlink()


def test_a_card_is_read_without_an_engine(artefacts: Path) -> None:
    damage(artefacts, *FILES)
    assert read_card(directory=artefacts).classes == ("female", "male")


@pytest.mark.parametrize("version", [None, "other-1"])
def test_no_artefact_no_card(tmp_path: Path, version: str | None) -> None:
    with pytest.raises(NoUsableArtefact):
        read_card(version, tmp_path)


def test_a_broken_card_is_told(artefacts: Path) -> None:
    (artefacts / VERSION / "card.json").write_text("{")
    with pytest.raises(NoUsableArtefact, match="no readable card"):
        load(directory=artefacts)
