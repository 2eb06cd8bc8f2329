"""How an artefact becomes the default, from a training or a finished folder, and what is refused."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import training.publish as publishing
from models.card import LiteRtWeights, SelfTest, load_card
from models.registry import default_version, load
from tests.support.artefacts import VERSION as TALKATIVE
from tests.support.publishing import changed, publish_folder, share, train
from tests.unit.models.artefact import VERSION
from training.errors import PublishRefused
from training.release import release, staging_of

if TYPE_CHECKING:
    import keras


def test_a_finished_folder_becomes_the_default(finished: Path, directory: Path) -> None:
    status, words = publish_folder(finished, directory)
    assert status == 0, words
    assert f"{TALKATIVE} is the default" in words
    assert "no set in common" in words
    place = directory / TALKATIVE
    names = {path.name for path in place.iterdir()}
    assert {"card.json", "confusion.png", *load_card(place).files} == names
    assert load(directory=directory).version == TALKATIVE
    assert not list(directory.glob(".*"))


def test_an_older_version_can_be_made_the_default_again(finished: Path, directory: Path) -> None:
    publish_folder(finished, directory)
    assert publish_folder(directory / VERSION, directory)[0] == 0
    assert default_version(directory) == VERSION


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_changed_file_is_refused_also_with_force(
    finished: Path, directory: Path, force: tuple[str, ...]
) -> None:
    file = finished / f"{TALKATIVE}.keras"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    status, words = publish_folder(finished, directory, *force)
    assert status == 1
    assert f"{TALKATIVE}.keras is not the file that the card describes" in words
    assert default_version(directory) == VERSION


def test_a_failed_self_test_is_refused_also_with_force(finished: Path, directory: Path) -> None:
    golden = json.loads((finished / "card.json").read_text())["selftest"]
    golden["expected_logits"][0][3] += 1
    changed(finished, selftest=golden)
    status, words = publish_folder(finished, directory, "--force")
    assert status == 1
    assert "self-test is off by 1" in words
    assert default_version(directory) == VERSION


def test_a_card_that_allows_anything_is_refused(finished: Path, directory: Path) -> None:
    golden = json.loads((finished / "card.json").read_text())["selftest"]
    golden["expected_logits"][0][3] += 1
    changed(finished, selftest={**golden, "tolerance": 1e9, "int8_tolerance": 1e9})
    status, words = publish_folder(finished, directory, "--force")
    assert status == 1
    assert "self-test is off by 1" in words
    assert default_version(directory) == VERSION


@pytest.mark.parametrize("ending", [".keras", ".weights.h5"])
def test_training_publishes_no_form_that_does_not_load(
    directory: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = publishing.write_networks

    def broken(
        serving: "keras.Model", golden: SelfTest, folder: Path, stem: str
    ) -> tuple[list[str], LiteRtWeights]:
        written = write(serving, golden, folder, stem)
        (folder / f"{stem}{ending}").write_bytes(b"nothing that loads")
        return written

    monkeypatch.setattr(publishing, "write_networks", broken)
    with pytest.raises(PublishRefused, match=rf"new-1{ending} does not load"):
        train(directory, None, force=True)
    assert default_version(directory) == VERSION
    assert not (directory / "new-1").exists()


def cut_off_between_the_renames(directory: Path) -> None:
    (directory / VERSION).rename(directory / f".{VERSION}.replaced")


def test_what_was_cut_off_between_the_renames_is_put_back_and_compared(
    finished: Path, directory: Path
) -> None:
    changed(finished, metrics=[share(0.80, 0.84).model_dump()])
    changed(directory / VERSION, metrics=[share(0.90, 0.94).model_dump()])
    cut_off_between_the_renames(directory)
    status, words = publish_folder(finished, directory)
    assert status == 1
    assert f"{VERSION} is better" in words
    assert load(directory=directory).version == VERSION


def test_staging_and_release_put_back_what_was_cut_off(directory: Path) -> None:
    cut_off_between_the_renames(directory)
    staging = staging_of(VERSION, directory)
    assert load(directory=directory).version == VERSION
    cut_off_between_the_renames(directory)
    (staging / "new").touch()
    place = release(staging, VERSION, directory)
    assert [path.name for path in place.iterdir()] == ["new"]
    assert not list(directory.glob(".*"))


def test_what_cannot_be_replaced_stays(directory: Path) -> None:
    with pytest.raises(FileNotFoundError):
        release(directory / "nowhere", VERSION, directory)
    assert load(directory=directory).version == VERSION
    assert not list(directory.glob(".*"))


def test_a_leftover_of_a_finished_release_is_not_put_back(finished: Path, directory: Path) -> None:
    shutil.copytree(directory / VERSION, directory / f".{TALKATIVE}.replaced")
    shutil.copytree(finished, directory / TALKATIVE)
    assert publish_folder(finished, directory)[0] == 0
    assert load(directory=directory).version == TALKATIVE


@pytest.mark.parametrize("version", ["../away", ".hidden", "a/b"])
def test_a_version_that_is_no_plain_name_is_refused(finished: Path, directory: Path, version: str) -> None:
    changed(finished, version=version)
    status, words = publish_folder(finished, directory)
    assert status == 1
    assert "not a plain name" in words


def test_a_folder_without_a_card_is_told(directory: Path, tmp_path: Path) -> None:
    status, words = publish_folder(tmp_path, directory)
    assert status == 1
    assert "no readable card" in words
