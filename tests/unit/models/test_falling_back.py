"""Forms in their order, and past those that are damaged, of the artefacts that come with Browline.

Nothing here starts TensorFlow: a form of Keras' whose hash is wrong is not loaded.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest

from models.card import FileDigest
from models.errors import ArtefactRejected, NoUsableArtefact
from models.finders.registry import load_version
from models.loading import Form, first_usable
from models.registry import artefacts_dir, load

LITERT_FIRST, KERAS_FIRST = ["litert", "keras", "keras-weights"], ["keras", "keras-weights", "litert"]
Loads = Callable[[Path, str], tuple[str, str]]


def classifier(folder: Path, preferred: str) -> tuple[str, str]:
    loaded = load(directory=folder, preferred=preferred)
    return loaded.engine, loaded.engine_reason


def finder(folder: Path, preferred: str) -> tuple[str, str]:
    loaded = load_version(directory=folder, preferred=preferred)
    return loaded.engine_name, loaded.engine_reason


each_network = pytest.mark.parametrize("loads", [classifier, finder])


@pytest.fixture
def artefacts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(artefacts_dir(), tmp_path / "artefacts"))


def damage(artefacts: Path, *endings: str) -> None:
    for file in artefacts.glob("*/*"):
        if file.name.endswith(endings):
            file.write_bytes(file.read_bytes()[:-1] + b"?")


def refused(reason: str) -> list[str]:
    return [each.split(":")[0] for each in reason.split("; ")]


@each_network
def test_litert_stands_in_for_keras_where_both_its_forms_are_damaged(artefacts: Path, loads: Loads) -> None:
    damage(artefacts, ".keras", ".weights.h5")
    engine, reason = loads(artefacts, "keras")
    assert (engine, refused(reason)) == ("litert", KERAS_FIRST[:2])
    assert "has SHA-256" in reason


@each_network
@pytest.mark.parametrize(("preferred", "order"), [("litert", LITERT_FIRST), ("keras", KERAS_FIRST)])
def test_all_are_tried_in_their_order_until_none_is_left(
    artefacts: Path, loads: Loads, preferred: str, order: list[str]
) -> None:
    damage(artefacts, ".tflite", ".keras", ".weights.h5")
    with pytest.raises(NoUsableArtefact) as raised:
        loads(artefacts, preferred)
    assert [reason.split(":")[0] for reason in raised.value.reasons] == order


@dataclass(frozen=True)
class Slip:
    """A card that vouches for three files."""

    version: str = "three-1"
    files: dict[str, FileDigest] = field(
        default_factory=lambda: {
            f"{name}.bin": FileDigest(sha256=sha256(name.encode()).hexdigest(), bytes=len(name))
            for name in ("off", "torn", "sound")
        }
    )


def test_one_that_fails_in_any_way_leaves_its_turn_to_the_next(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By a self-test, and by whatever a runtime raises for a file that it cannot read."""

    def off(file: Path) -> str:
        raise ArtefactRejected("the self-test is off by 9")

    def torn(file: Path) -> str:
        raise RuntimeError("no flatbuffer")

    for name in ("off", "torn", "sound"):
        (tmp_path / f"{name}.bin").write_text(name)
    forms = [
        Form("none", "none.bin", off, "nobody keeps it"),
        Form("off", "off.bin", off),
        Form("torn", "torn.bin", torn),
        Form("sound", "sound.bin", Path.read_text),
        Form("off", "off.bin", off),
    ]
    loaded = first_usable(forms, tmp_path, Slip())
    assert (loaded.engine, loaded.name) == ("sound", "sound")
    assert loaded.reason == (
        "none: nobody keeps it; off: the self-test is off by 9; "
        "torn: torn.bin does not load (RuntimeError: no flatbuffer)"
    )
    assert "torn of three-1 is refused" in caplog.text
