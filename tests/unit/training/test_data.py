"""Folders, tables and plans."""

from pathlib import Path

import numpy as np
import pytest

from tests.unit.training.folder import write_face, write_split
from training.arrays import load_labelled, load_readable
from training.batches import epoch_order
from training.config import config_names, load_config
from training.errors import DataError, RunError
from training.folder_sets import folder_sets
from training.folders import read_labelled
from training.sets import make_plan


def test_female_is_0_and_male_is_1(tmp_path: Path) -> None:
    write_split(tmp_path, 2)
    samples = read_labelled(tmp_path)
    assert [(sample.path.parent.name, sample.label) for sample in samples] == [
        ("Female", 0),
        ("Female", 0),
        ("Male", 1),
        ("Male", 1),
    ]


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    write_split(tmp_path, 1)
    (tmp_path / "Male" / "Thumbs.db").write_bytes(b"x")
    assert len(read_labelled(tmp_path)) == 2


@pytest.mark.parametrize("missing", ["Female", "Male"])
def test_a_missing_class_is_told(tmp_path: Path, missing: str) -> None:
    write_split(tmp_path, 1)
    (tmp_path / missing).rename(tmp_path / "other")
    with pytest.raises(DataError, match=missing):
        read_labelled(tmp_path)


def test_an_empty_class_is_told(tmp_path: Path) -> None:
    write_split(tmp_path, 1)
    next((tmp_path / "Male").iterdir()).unlink()
    with pytest.raises(DataError, match="has no JPEG"):
        read_labelled(tmp_path)


def test_a_plain_folder_is_used_as_it_is(tmp_path: Path) -> None:
    for split in ("Training", "Validation"):
        write_split(tmp_path / split, 1)
    plan = make_plan(tmp_path, "auto", seed=1)
    assert plan.training.prepare is None
    assert [measured.name for measured in plan.measured] == ["validation"]
    assert make_plan(tmp_path, "drawn", seed=1).training.prepare is not None


def test_a_research_folder_draws_masks_and_measures_real_ones(tmp_path: Path) -> None:
    for split in ("Training", "Validation", "Test"):
        write_split(tmp_path / "unmasked" / split, 1)
    write_split(tmp_path / "masked" / "Validation", 3)
    (tmp_path / "labels.csv").write_text(
        "file,gender,second_label,dup_cluster\n"
        "masked/Validation/Female/0.jpg,Female,Female,m1\n"
        "masked/Validation/Female/1.jpg,Female,unclear,m2\n"
        "masked/Validation/Male/0.jpg,Male,Female,m3\n"
        "masked/Validation/Male/1.jpg,Male,,m1\n"
    )
    plan = make_plan(tmp_path, "auto", seed=1)
    names = [measured.name for measured in plan.measured]
    both = ["validation", "validation-without-masks"]
    varied = [f"test-{name}" for name in ("sunglasses", "veil", "dark", "blurred", "grey")]
    assert names == [*both, "test", "test-without-masks", *varied, "real-masks"]
    assert plan.training.prepare is not None
    assert plan.measured[1].prepare is None
    real = [f"{sample.path.parent.name}/{sample.path.name}" for sample in plan.measured[-1].samples]
    assert real == ["Female/0.jpg", "Female/2.jpg", "Male/1.jpg", "Male/2.jpg"]
    assert [sample.cluster for sample in plan.measured[-1].samples][::2] == ["m1", "m1"]


def test_a_limit_keeps_both_classes(tmp_path: Path) -> None:
    for split in ("Training", "Validation"):
        write_split(tmp_path / split, 6)
    samples = make_plan(tmp_path, "auto", seed=1, limit=4).training.samples
    assert len(samples) <= 4
    assert {sample.label for sample in samples} == {0, 1}


def test_no_folder_at_all_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no folder"):
        make_plan(tmp_path / "nowhere", "auto", seed=1)


def test_arrays_are_kept_until_a_picture_changes(tmp_path: Path) -> None:
    write_split(tmp_path / "faces", 1)
    samples, cache = read_labelled(tmp_path / "faces"), tmp_path / "cache"
    first = load_labelled(samples, cache)
    assert first.labels.tolist() == [0, 1]
    load_labelled(samples, cache)
    assert len(list(cache.iterdir())) == 1
    write_face(samples[0].path, seed=77)
    assert (load_labelled(samples, cache).inputs[0] != first.inputs[0]).any()


def test_a_broken_picture_is_named(tmp_path: Path) -> None:
    write_split(tmp_path / "faces", 1)
    samples = read_labelled(tmp_path / "faces")
    samples[1].path.write_bytes(b"no picture")
    for _ in range(2):  # from its bytes, and from the cache
        with pytest.raises(DataError, match=samples[1].path.name):
            load_labelled(samples, tmp_path / "cache")


def test_broken_pictures_cost_only_themselves(tmp_path: Path) -> None:
    write_split(tmp_path / "faces", 3)
    samples = read_labelled(tmp_path / "faces")
    whole = load_labelled(samples, tmp_path / "cache").inputs
    samples[0].path.write_bytes(b"no picture")
    samples[4].path.write_bytes(samples[4].path.read_bytes()[:200])
    for _ in range(2):  # from their bytes, and from the cache
        read = load_readable(samples, tmp_path / "cache")
        assert [each.path for each in read.unreadable] == [samples[0].path, samples[4].path]
        assert all("damaged" in each.reason for each in read.unreadable)
        assert list(read.samples) == [samples[index] for index in (1, 2, 3, 5)]
        assert (read.pictures.inputs == whole[[1, 2, 3, 5]]).all()
        assert read.pictures.labels.tolist() == [0, 0, 1, 1]


def test_every_epoch_has_its_own_order_for_ever() -> None:
    assert sorted(epoch_order(50, 123, 3)) == list(range(50))
    assert (epoch_order(50, 123, 3) == epoch_order(50, 123, 3)).all()
    assert (epoch_order(50, 123, 3) != epoch_order(50, 123, 4)).any()
    assert (epoch_order(50, 123, 3) != epoch_order(50, 124, 3)).any()


def test_labelled_folders_one_level_deeper(tmp_path: Path) -> None:
    write_split(tmp_path / "Test", 1)
    write_split(tmp_path / "Validation", 2)
    (tmp_path / "notes").mkdir()
    found = folder_sets(tmp_path)
    assert [(each.name, len(each.samples)) for each in found.sets] == [("Test", 2), ("Validation", 4)]
    for nothing in ("notes", "nowhere"):
        with pytest.raises(DataError, match="Female and Male"):
            folder_sets(tmp_path / nothing)


def test_the_table_of_labels_may_lie_above(tmp_path: Path) -> None:
    folder = tmp_path / "masked" / "Validation"
    write_split(folder, 2)
    (tmp_path / "masked" / "labels.csv").write_text("name;gender\nx;y\n")  # somebody else's
    (tmp_path / "labels.csv").write_text(
        "\ufefffile,age,dup_cluster\nmasked/Validation/Male/1.jpg,44,m1\n", encoding="utf-8"
    )
    found = folder_sets(folder)
    assert found.root == tmp_path
    assert found.rows["masked/Validation/Male/1.jpg"]["age"] == "44"
    assert [sample.cluster for sample in found.sets[0].samples][-1] == "m1"


def test_a_table_that_knows_none_of_the_pictures_is_not_asked(tmp_path: Path) -> None:
    write_split(tmp_path / "faces", 1)
    (tmp_path / "labels.csv").write_text("file,age\nother/1.jpg,44\n")
    assert folder_sets(tmp_path / "faces").rows == {}


def test_a_research_folder_measures_its_named_sets_without_training(tmp_path: Path) -> None:
    write_split(tmp_path / "unmasked" / "Test", 1)
    write_split(tmp_path / "masked" / "Validation", 1)
    names = [each.name for each in folder_sets(tmp_path).sets]
    assert names[0] == "test"
    assert names[-1] == "real-masks"
    assert "test-veil" in names


def test_the_seed_recipe_is_the_original_one() -> None:
    seed = load_config("seed")
    assert (seed.epochs, seed.batch_size, seed.learning_rate, seed.seed) == (17, 20, 0.001, 123)
    assert "seed" in config_names()
    with pytest.raises(RunError, match=r"there are: .*seed"):
        load_config("sead")


def test_pictures_for_these_tests_differ(tmp_path: Path) -> None:
    write_split(tmp_path, 2)
    contents = {sample.path.read_bytes() for sample in read_labelled(tmp_path)}
    assert len(contents) == 4
    assert np.array([sample.label for sample in read_labelled(tmp_path)]).sum() == 2
