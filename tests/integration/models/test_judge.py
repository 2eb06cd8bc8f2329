"""A judge is asked about every picture of a small research folder; labels that it disputes are listed."""

from pathlib import Path

import numpy as np
import pytest

from tests.support.faceres_file import random_arrays, write_faceres
from tests.unit.training.folder import write_split
from training.doubts import doubts, save_doubts
from training.errors import RunError
from training.judge import judged
from training.learnt import learnt
from training.lessons import LESSONS, Library, open_library
from training.objective import Targets
from training.opinions import Opinions, face_names

pytestmark = pytest.mark.thorough  # whole networks are built

ASKED = ("bare faces", "real masks")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("research")
    write_split(folder / "unmasked" / "Training", 4)
    write_split(folder / "masked" / "Training", 3)
    return open_library(folder, seed=3)


def test_every_face_is_judged_once_and_kept(library: Library, tmp_path: Path) -> None:
    weights = write_faceres(random_arrays(), tmp_path)
    said = judged(library, weights, tmp_path, tmp_path / "cache", ASKED)
    assert len(said.by_face) == 8 + 6
    for name, each in said.by_face.items():
        assert each[:2].sum() == pytest.approx(1)
        assert each[2:9].tolist() == [0] * 7, "it is not asked about ages"
        assert each[9:].tolist() == ([0, 1] if name.startswith("masked/") else [1, 0])
    assert len({float(each[0]) for each in said.by_face.values()}) > 1
    weights.unlink()
    again = judged(library, weights, tmp_path, tmp_path / "cache", ASKED)
    assert again.by_face.keys() == said.by_face.keys()


def opinion(agreed: int, sure: float) -> Targets:
    said = np.zeros(11, np.float32)
    said[agreed], said[1 - agreed], said[9] = sure, 1 - sure, 1
    return said


def test_a_disputed_label_is_listed_and_counts_less(library: Library, tmp_path: Path) -> None:
    lesson = LESSONS["bare faces"](library)
    names = face_names([sample.path for sample in lesson.samples], np.arange(len(lesson.samples)))
    said = Opinions(
        {
            name: opinion(sample.label, 0.05 if name.endswith("Male/2.jpg#0") else 0.8)
            for sample, name in zip(lesson.samples, names, strict=True)
        }
    )
    found = doubts(library, said, ["bare faces"])
    assert found.asked == 8
    assert [doubt.path.parent.name + "/" + doubt.path.name for doubt in found.disputed] == ["Male/2.jpg"]
    save_doubts(found.disputed, library.data, tmp_path / "labels.csv")
    listed = (tmp_path / "labels.csv").read_text().splitlines()
    assert listed[1].startswith("unmasked/Training/Male/2.jpg,bare faces,Male,0.05")
    weights = learnt(lesson, tmp_path / "cache", 0.0, said).targets[:, :2].sum(axis=1)
    assert np.isclose(weights, 1).sum() == 7
    assert weights.min() < 0.5


def test_nothing_is_learnt_without_the_judge_that_the_recipe_names(library: Library, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="--weights"):
        judged(library, None, tmp_path, tmp_path / "cache", ASKED)
