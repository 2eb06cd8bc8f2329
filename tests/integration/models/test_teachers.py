"""Teachers that learn from a part of a small research folder and are asked about all of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.unit.training.folder import write_split
from training.arrays import load_labelled
from training.backbones.efficientnet_lite import efficientnet_lite0, load_imagenet, port_names
from training.checkpoint import Checkpoints
from training.config import Config, Mix, load_config
from training.doubts import doubts, save_doubts
from training.errors import RunError
from training.learnt import learnt
from training.lessons import LESSONS, Library, open_library
from training.networks import build
from training.opinions import Opinions
from training.reading import Reader
from training.teach import TEACHERS, School, forget_school, opinions_of, part_of, school_history

pytestmark = [
    pytest.mark.timeout(180),
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept:DeprecationWarning"),
]
ASKED = ("bare faces", "real masks")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("research")
    write_split(folder / "unmasked" / "Training", 40)
    write_split(folder / "masked" / "Training", 30)
    # One picture of the bright kind lies in the other folder.
    (folder / "unmasked" / "Training" / "Female" / "7.jpg").rename(
        folder / "unmasked" / "Training" / "Male" / "wrong.jpg"
    )
    return open_library(folder, seed=3)


@pytest.fixture(scope="module")
def config() -> Config:
    mix = Mix((("real masks", 0.5), ("bare faces", 0.5)), pictures=320)
    teacher = replace(load_config("teacher"), architecture="seed", mix=mix, epochs=3, batch_size=16)
    return replace(teacher, learning_rate=0.001)


@pytest.fixture(scope="module")
def said(library: Library, config: Config, tmp_path_factory: pytest.TempPathFactory) -> Opinions:
    work = tmp_path_factory.mktemp("work")
    school = School(config, library, work, work / "cache", None, ASKED)
    samples = Reader(library.data, None).read(library.data / "masked" / "Training")
    opinions = opinions_of(school, load_labelled(samples, work / "cache"))
    assert (work / "teacher-0").is_dir()
    assert (work / "teacher-1").is_dir()
    again = opinions_of(replace(school, config=replace(config, architecture="none such")), None)  # type: ignore[arg-type]
    assert again.by_face.keys() == opinions.by_face.keys()  # kept: nothing was trained anew
    return opinions


def test_every_picture_is_judged_with_probabilities(library: Library, said: Opinions) -> None:
    assert len(said.by_face) == 80 + 60
    for each in said.by_face.values():
        assert each.shape == (11,)
        for start, end in ((0, 2), (2, 9), (9, 11)):
            assert each[start:end].sum() == pytest.approx(1, abs=1e-4)


def test_both_parts_have_pictures_and_duplicates_stay_together(library: Library) -> None:
    samples = LESSONS["bare faces"](library).samples
    parts = [part_of(sample) for sample in samples]
    assert 0.2 < np.mean(parts) < 0.8
    assert set(parts) == set(range(TEACHERS))
    twins = [replace(sample, cluster="u7") for sample in samples[:2]]
    assert part_of(twins[0]) == part_of(twins[1])


def test_a_wrong_label_is_found_listed_and_counts_less(
    library: Library, said: Opinions, tmp_path: Path
) -> None:
    found = doubts(library, said, ASKED)
    assert found.asked == 140
    assert [doubt.path.name for doubt in found.disputed] == ["wrong.jpg"]
    save_doubts(found.disputed, library.data, tmp_path / "labels.csv")
    listed = (tmp_path / "labels.csv").read_text().splitlines()
    assert listed[1].startswith("unmasked/Training/Male/wrong.jpg,bare faces,Male,0.0")
    faces = learnt(LESSONS["bare faces"](library), tmp_path / "cache", 0.0, said)
    weights = faces.targets[:, :2].sum(axis=1)
    assert np.isclose(weights, 1).sum() == 79
    assert weights.min() < 0.5


def test_a_run_that_begins_anew_forgets_its_teachers(
    library: Library, config: Config, tmp_path: Path
) -> None:
    Opinions({"a#0": np.ones(11, np.float32)}).save(tmp_path / "opinions.npz")
    Checkpoints(tmp_path / "teacher-1").keep(build(config, None), [{"seconds": 3.0}])
    assert school_history(tmp_path, 1) == [{"seconds": 3.0}]
    forget_school(tmp_path)
    assert school_history(tmp_path, 1) == []
    assert not (tmp_path / "opinions.npz").exists()


def test_a_backbone_begins_with_the_weights_of_its_file(tmp_path: Path) -> None:
    network, rng = efficientnet_lite0(64), np.random.default_rng(0)
    state = {name: rng.normal(size=shape).astype(np.float32) for name, shape in port_names(network)}
    np.savez(tmp_path / "weights.npz", **state)
    load_imagenet(network, tmp_path / "weights.npz")
    stem = network.get_layer("stem").get_weights()[0]
    assert np.array_equal(stem, state["_conv_stem.weight"].transpose(2, 3, 1, 0))
    depthwise = network.get_layer("block3-depthwise").get_weights()[0]
    assert np.array_equal(
        depthwise[..., 0], state["_blocks.3._depthwise_conv.weight"][:, 0].transpose(1, 2, 0)
    )
    mean = network.get_layer("head-norm").get_weights()[2]
    assert np.array_equal(mean, state["_bn1.running_mean"])
    state["_conv_stem.weight"] = state["_conv_stem.weight"][:8]
    np.savez(tmp_path / "other.npz", **state)
    with pytest.raises(RunError, match="stem"):
        load_imagenet(network, tmp_path / "other.npz")


def test_a_backbone_without_weights_is_refused() -> None:
    with pytest.raises(RunError, match="--weights"):
        build(load_config("teacher"), None)
