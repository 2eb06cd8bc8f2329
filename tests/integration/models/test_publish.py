"""What keeps a worse artefact from becoming the default, with real artefacts of untrained networks."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

import training.publish as publishing
from cli.publish import publish as publish_command
from demo.faces import draw_face
from models.architecture import seed_network
from models.card import Calibration, Interval, LiteRtWeights, Measurement, SelfTest, load_card
from models.quiet import import_keras
from models.registry import default_version, load
from tests.support.artefacts import VERSION as TALKATIVE
from tests.support.artefacts import keras_meets_numpy_2
from tests.unit.models.artefact import VERSION, publish_untrained
from tests.unit.training.answered import answers, certain
from training.answers import Answers
from training.errors import PublishRefused
from training.gate import against_default, by_cards
from training.publish import Measured, publish
from training.release import release, staging_of

if TYPE_CHECKING:
    import keras

COUNT = 60


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an untrained default. Not to be changed: copy it first."""
    return publish_untrained(tmp_path_factory.mktemp("served"))


@pytest.fixture
def directory(served: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(served, tmp_path / "artefacts"))


@pytest.fixture(scope="module")
def faces() -> NDArray[np.uint8]:
    return np.stack([draw_face(seed, 96) for seed in range(COUNT)])


@pytest.fixture(scope="module")
def said(served: Path, faces: NDArray[np.uint8]) -> NDArray[np.int64]:
    """What the default says."""
    return load(directory=served).logits(faces).argmax(axis=1).astype(np.int64)


def candidate(faces: NDArray[np.uint8], predicted: NDArray[np.int64], count: int = COUNT) -> Answers:
    """Answers of another network; labels are female and male in turn."""
    truth = np.arange(count) % 2
    return answers("real-masks-framed", truth, certain(predicted[:count]), inputs=faces[:count])


TRUTH = np.arange(COUNT) % 2


def test_a_better_one_a_worse_one_and_an_equal_one(
    directory: Path, faces: NDArray[np.uint8], said: NDArray[np.int64]
) -> None:
    assert 0.3 < (said == TRUTH).mean() < 0.8, "the default is to be near to guessing"
    assert against_default(candidate(faces, TRUTH), "new-1", directory).better == "new-1"
    worse = against_default(candidate(faces, 1 - TRUTH), "new-1", directory)
    assert worse.better == VERSION
    assert f"{VERSION} is better than new-1 by" in worse.sentence
    equal = against_default(candidate(faces, said), "new-1", directory)
    assert equal.better is None
    assert "cannot be told apart" in equal.sentence


def test_few_pictures_and_no_default_refuse_nothing(
    directory: Path, faces: NDArray[np.uint8], tmp_path: Path
) -> None:
    assert against_default(candidate(faces, 1 - TRUTH, 30), "new-1", directory).better is None
    assert against_default(candidate(faces, 1 - TRUTH), "new-1", tmp_path / "none").better is None


def test_the_same_version_is_compared_with_the_one_before(directory: Path, faces: NDArray[np.uint8]) -> None:
    judged = against_default(candidate(faces, 1 - TRUTH), VERSION, directory)
    assert judged.better == f"the present {VERSION}"


def train(directory: Path, deciding: Answers | None, *, force: bool = False) -> Path:
    """Publishes another untrained network as `new-1`, measured as told."""
    import_keras().utils.set_random_seed(8)
    facts = load_card(directory / VERSION).training
    found = Measured(
        (), Calibration(temperature=1, method="none", fitted_on="nothing"), threshold=0.7, deciding=deciding
    )
    with keras_meets_numpy_2():
        return publish(
            seed_network(augment=True, logits=11),
            "new-1",
            facts,
            (),
            directory,
            lambda *_: found,
            force=force,
        )


def test_a_worse_network_is_kept_aside_and_can_still_be_published(
    directory: Path, faces: NDArray[np.uint8]
) -> None:
    before = sorted(path.name for path in directory.iterdir())
    with pytest.raises(PublishRefused, match=r"is better than new-1 by .*browline publish .*--force"):
        train(directory, candidate(faces, 1 - TRUTH))
    aside = directory / ".new-1.refused"
    assert default_version(directory) == VERSION
    assert sorted(path.name for path in directory.iterdir()) == sorted([*before, aside.name])
    result = CliRunner().invoke(publish_command, [str(aside), "--out", str(directory)])
    assert result.exit_code == 0, result.output
    assert default_version(directory) == "new-1"
    assert load(directory=directory).engine_reason == ""


def test_force_publishes_a_worse_one(directory: Path, faces: NDArray[np.uint8]) -> None:
    place = train(directory, candidate(faces, 1 - TRUTH), force=True)
    assert default_version(directory) == place.name == "new-1"


def test_one_that_cannot_be_told_apart_is_published(
    directory: Path, faces: NDArray[np.uint8], said: NDArray[np.int64], capsys: pytest.CaptureFixture[str]
) -> None:
    place = train(directory, candidate(faces, said))
    assert default_version(directory) == place.name
    assert "cannot be told apart" in capsys.readouterr().err
    card = load_card(place)
    assert card.default_threshold == 0.7
    assert [output.name for output in card.outputs] == ["gender", "age_group", "mask"]


def publish_folder(folder: Path, directory: Path, *more: str) -> tuple[int, str]:
    result = CliRunner().invoke(publish_command, [str(folder), "--out", str(directory), *more])
    return result.exit_code, result.output


@pytest.fixture
def finished(talkative: Path, tmp_path: Path) -> Path:
    """A finished artefact in a folder of another name, with a figure and something that is not part of it."""
    folder = Path(shutil.copytree(talkative / TALKATIVE, tmp_path / "somewhere"))
    (folder / "confusion.png").write_bytes(b"a figure")
    (folder / "notes.txt").write_text("mine")
    return folder


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


def changed(finished: Path, **fields: object) -> None:
    card = json.loads((finished / "card.json").read_text())
    (finished / "card.json").write_text(json.dumps({**card, **fields}))


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


def share(low: float, high: float) -> Measurement:
    known = Interval(value=(low + high) / 2, low=low, high=high)
    return Measurement(
        set="real-masks", description="", masks="real", n=500, accuracy=known, balanced_accuracy=known,
        recall_female=known, recall_male=known,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mine", "its", "better"),
    [
        ((0.80, 0.84), (0.90, 0.94), VERSION),
        ((0.90, 0.94), (0.80, 0.84), TALKATIVE),
        ((0.88, 0.93), (0.90, 0.94), None),
    ],
)
def test_cards_alone_tell_only_what_is_plain(
    finished: Path,
    directory: Path,
    mine: tuple[float, float],
    its: tuple[float, float],
    better: str | None,
) -> None:
    changed(finished, metrics=[share(*mine).model_dump()])
    changed(directory / VERSION, metrics=[share(*its).model_dump()])
    assert by_cards(load_card(finished), directory).better == better
    status, words = publish_folder(finished, directory)
    assert status == (1 if better == VERSION else 0)
    assert default_version(directory) == (VERSION if better == VERSION else TALKATIVE)
    if better == VERSION:
        assert "--force" in words
        assert publish_folder(finished, directory, "--force")[0] == 0
        assert default_version(directory) == TALKATIVE


def test_pictures_decide_where_there_are_some(
    finished: Path, directory: Path, talkative: Path, tmp_path: Path
) -> None:
    """Labels are what the new one says, so it is right everywhere, and then what it does not say."""
    import cv2  # noqa: PLC0415

    faces = np.stack([draw_face(seed, 96) for seed in range(COUNT)])
    answered = load(directory=talkative).logits(faces)[:, :2].argmax(axis=1)
    for labels, folder in ((answered, "right"), (1 - answered, "wrong")):
        for number, (face, label) in enumerate(zip(faces, labels, strict=True)):
            file = tmp_path / folder / ("Female", "Male")[label] / f"{number}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(file), face[..., ::-1])
    status, words = publish_folder(finished, directory, "--data", str(tmp_path / "wrong"))
    assert (status, default_version(directory)) == (1, VERSION)
    assert f"{VERSION} is better than {TALKATIVE}" in words
    status, words = publish_folder(finished, directory, "--data", str(tmp_path / "right"))
    assert (status, default_version(directory)) == (0, TALKATIVE)
    assert f"{TALKATIVE} is better than {VERSION}" in words
