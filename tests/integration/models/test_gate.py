"""What keeps a worse artefact from becoming the default, with real artefacts of untrained networks."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from cli.publish import publish as publish_command
from demo.faces import draw_face
from models.card import load_card
from models.registry import default_version, load
from tests.support.artefacts import VERSION as TALKATIVE
from tests.support.publishing import changed, publish_folder, share, train
from tests.unit.models.artefact import VERSION
from tests.unit.training.answered import answers, certain
from training.answers import Answers
from training.errors import PublishRefused
from training.gate import against_default, by_cards

if TYPE_CHECKING:
    pass

COUNT = 60


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


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_force_publishes_a_worse_one(directory: Path, faces: NDArray[np.uint8]) -> None:
    place = train(directory, candidate(faces, 1 - TRUTH), force=True)
    assert default_version(directory) == place.name == "new-1"


@pytest.mark.thorough
def test_one_that_cannot_be_told_apart_is_published(
    directory: Path, faces: NDArray[np.uint8], said: NDArray[np.int64], capsys: pytest.CaptureFixture[str]
) -> None:
    place = train(directory, candidate(faces, said))
    assert default_version(directory) == place.name
    assert "cannot be told apart" in capsys.readouterr().err
    card = load_card(place)
    assert card.default_threshold == 0.7
    assert [output.name for output in card.outputs] == ["gender", "age_group", "mask"]


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


@pytest.mark.thorough
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
