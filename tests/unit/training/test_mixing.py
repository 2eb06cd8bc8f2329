"""Several kinds of pictures in one epoch."""

from pathlib import Path

import numpy as np
import pytest

from tests.unit.training.folder import write_split
from training.arrays import Labelled
from training.batches import MixedBatches, mixed_order
from training.config import Mix, load_config
from training.errors import DataError
from training.lessons import LESSONS, make_lessons
from training.views import WHOLE, Views, load_views


def views(count: int, level: int) -> Views:
    squares = np.full((count, 160, 160, 3), level, np.uint8)
    labels = np.full(count, int(level > 100), np.int64)
    return Views(Labelled(squares, labels, ["c"] * count), np.tile(np.array(WHOLE, np.float32), (count, 1)))


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
    batches = MixedBatches([views(3, 20), views(4, 220)], mix, batch_size=8, seed=1)
    made = [(inputs.numpy(), labels.numpy()) for inputs, labels in batches.epoch(0)]
    assert [inputs.shape for inputs, _ in made] == [(8, 96, 96, 3), (8, 96, 96, 3), (4, 96, 96, 3)]
    assert len(made) == batches.per_epoch
    for inputs, labels in made:
        assert ((inputs.mean(axis=(1, 2, 3)) > 100) == (labels[:, 1] == 1)).all()
        assert (labels.sum(axis=1) == 1).all()
    again = next(iter(batches.epoch(0)))[0].numpy()
    assert (again == made[0][0]).all()


def test_the_browline_recipe_is_mostly_real_masks() -> None:
    config = load_config("browline")
    assert config.mix is not None
    shares = dict(config.mix.shares)
    assert set(shares) <= set(LESSONS)
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["real masks"] == max(shares.values())
    assert config.calibrated_on == ("real-masks",)


@pytest.fixture
def research(tmp_path: Path) -> Path:
    write_split(tmp_path / "unmasked" / "Training", 20)
    write_split(tmp_path / "masked" / "Training", 2)
    (tmp_path / "labels.csv").write_text(
        "file,split,gender,dup_cluster\n"
        "masked/Training/Female/0.jpg,Training,Female,m1\n"
        "masked/Training/Male/0.jpg,Training,Male,m2\n"
        "masked/Validation/Male/9.jpg,Validation,Male,m2\n"
    )
    return tmp_path


def test_near_duplicates_of_what_is_measured_are_not_learnt(research: Path) -> None:
    (real,) = make_lessons(research, Mix((("real masks", 1.0),), 8), seed=1)
    names = [f"{sample.path.parent.name}/{sample.path.name}" for sample in real.samples]
    assert names == ["Female/0.jpg", "Female/1.jpg", "Male/1.jpg"]


def test_a_face_is_either_bare_or_masked(research: Path) -> None:
    mix = Mix((("faces with masks", 0.5), ("bare faces", 0.5)), 8)
    masked, bare = make_lessons(research, mix, seed=1)
    assert masked.prepare is not None
    assert bare.prepare is None
    assert len(masked.samples) + len(bare.samples) == 40
    assert not {sample.path for sample in masked.samples} & {sample.path for sample in bare.samples}


def test_without_a_detector_the_square_is_the_face(research: Path) -> None:
    (real,) = make_lessons(research, Mix((("real masks", 1.0),), 8), seed=1)
    loaded = load_views(real, research / "cache", None)
    assert loaded.pictures.inputs.shape == (3, 160, 160, 3)
    assert (loaded.faces == WHOLE).all()


def test_what_a_recipe_lacks_is_told(research: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="face_detector"):
        make_lessons(research, Mix((("portraits with masks", 1.0),), 8), seed=1)
    with pytest.raises(DataError, match="no folder unmasked"):
        make_lessons(tmp_path / "masked", Mix((("real masks", 1.0),), 8), seed=1)
