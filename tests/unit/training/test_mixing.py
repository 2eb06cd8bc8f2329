"""Several kinds of pictures in one epoch."""

from pathlib import Path

import numpy as np
import pytest

from tests.unit.training.folder import write_split
from training.batches import MixedBatches, mixed_order
from training.config import Mix, load_config
from training.errors import DataError
from training.framers import WHOLE
from training.learnt import Learnt, learnt
from training.lessons import LESSONS, open_library
from training.targets import target
from training.views import Views


def lesson(count: int, level: int) -> Learnt:
    squares = np.full((count, 160, 160, 3), level, np.uint8)
    views = Views(squares, np.tile(np.array(WHOLE, np.float32), (count, 1)), np.arange(count))
    return Learnt(views, np.stack([target(int(level > 100), 30, True)] * count))


def test_every_lesson_gets_its_share() -> None:
    order = mixed_order([10, 500], [3, 1], 400, seed=1, epoch=0)
    assert np.bincount(order[:, 0]).tolist() == [300, 100]


def test_no_picture_is_shown_twice_more_than_another_even_over_epochs() -> None:
    epochs = [mixed_order([30, 7], [0.5, 0.5], 40, seed=1, epoch=epoch) for epoch in range(3)]
    for lesson, count in enumerate((30, 7)):
        shown = np.concatenate([order[order[:, 0] == lesson, 1] for order in epochs])
        assert np.ptp(np.bincount(shown, minlength=count)) <= 1


def test_an_epoch_has_the_same_order_whenever_asked() -> None:
    assert (mixed_order([9, 9], [1, 2], 30, 5, 2) == mixed_order([9, 9], [1, 2], 30, 5, 2)).all()
    assert (mixed_order([9, 9], [1, 2], 30, 5, 2) != mixed_order([9, 9], [1, 2], 30, 5, 3)).any()


def test_batches_carry_pictures_with_their_labels() -> None:
    mix = Mix((("real masks", 0.5), ("bare faces", 0.5)), pictures=20)
    batches = MixedBatches([lesson(3, 20), lesson(4, 220)], mix, batch_size=8, seed=1)
    made = list(batches.epoch(0))
    assert [inputs.shape for inputs, _ in made] == [(8, 96, 96, 3), (8, 96, 96, 3), (4, 96, 96, 3)]
    assert len(made) == batches.per_epoch
    for inputs, labels in made:
        assert ((inputs.mean(axis=(1, 2, 3)) > 100) == (labels[:, 1] == 1)).all()
        assert labels.shape[1] == 11
        assert np.allclose(labels.sum(axis=1), 3)
    again = next(batches.epoch(0))[0]
    assert (again == made[0][0]).all()


def test_the_browline_recipe_is_mostly_masks_and_often_real_ones() -> None:
    config = load_config("browline")
    assert config.mix is not None
    shares = dict(config.mix.shares)
    assert set(shares) <= set(LESSONS)
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["real masks"] == max(shares.values())
    assert sum(share for name, share in shares.items() if "bare" in name or "unmasked" in name) < 0.2


@pytest.fixture
def research(tmp_path: Path) -> Path:
    write_split(tmp_path / "unmasked" / "Training", 20)
    write_split(tmp_path / "masked" / "Training", 2)
    (tmp_path / "labels.csv").write_text(
        "file,split,gender,age,dup_cluster\n"
        "masked/Training/Female/0.jpg,Training,Female,,m1\n"
        "masked/Training/Male/0.jpg,Training,Male,,m2\n"
        "masked/Validation/Male/9.jpg,Validation,Male,,m2\n"
        "unmasked/Training/Female/3.jpg,Training,Female,64,\n"
    )
    return tmp_path


def test_near_duplicates_of_what_is_measured_are_not_learnt(research: Path) -> None:
    real = LESSONS["real masks"](open_library(research, seed=1))
    names = [f"{sample.path.parent.name}/{sample.path.name}" for sample in real.samples]
    assert names == ["Female/0.jpg", "Female/1.jpg", "Male/1.jpg"]


def test_a_lesson_knows_ages_and_what_is_worn(research: Path) -> None:
    library = open_library(research, seed=1)
    bare, dressed = (
        learnt(LESSONS[name](library), research / "cache", 0.0) for name in ("bare faces", "dressed faces")
    )
    assert bare.targets.shape == (40, 11)
    assert (bare.targets[:, 9] == 1).all()
    assert (dressed.targets[:, 10] == 1).all()
    known = bare.targets[:, 2:9].any(axis=1)
    assert known.sum() == 1
    assert bare.targets[known][0, 2:9].argmax() == 5


def test_the_same_face_is_dressed_otherwise_in_another_turn(research: Path) -> None:
    library = open_library(research, seed=1)
    views = [
        learnt(LESSONS[name](library), research / "cache", 0.0).views
        for name in ("dressed faces", "dressed faces again")
    ]
    again = learnt(LESSONS["dressed faces"](library), research / "cache", 0.0).views
    assert (views[0].pictures != views[1].pictures).any(axis=(1, 2, 3)).all()
    assert (views[0].pictures == again.pictures).all()


def test_without_a_detector_the_square_is_the_face(research: Path) -> None:
    real = learnt(LESSONS["real masks"](open_library(research, seed=1)), research / "cache", 0.0)
    assert real.views.pictures.shape == (3, 160, 160, 3)
    assert (real.views.places == WHOLE).all()


def test_what_a_recipe_lacks_is_told(research: Path, tmp_path: Path) -> None:
    library = open_library(research, seed=1)
    with pytest.raises(DataError, match="face_detector"):
        LESSONS["dressed portraits"](library)
    with pytest.raises(DataError, match="no folder unmasked"):
        open_library(tmp_path / "masked", seed=1)
