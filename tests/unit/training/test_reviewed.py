"""Learning on from a few reviewed faces: what it begins with, what it keeps, and what its card says."""

from itertools import product
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.registry import artefacts_dir, load, read_card
from models.selftest import golden_inputs
from tests.unit.training.answered import answers, certain
from tests.unit.training.folder import write_face
from training.begun import beginning_with, checked_version
from training.config import SERVING, load_config
from training.errors import DataError, RunError
from training.kept_words import kept_words
from training.measure import calibrate, careful, measurement
from training.networks import build
from training.sets import make_plan

CONFIG = load_config("reviewed")


def serving() -> Path:
    return artefacts_dir() / "browline-2"


def test_it_begins_with_what_serves_unless_told_otherwise() -> None:
    assert CONFIG.begun_from == SERVING
    served = beginning_with(CONFIG, None, serving)
    assert (served.begun_from, served.recipe[:24]) == (str(serving().resolve()), "begun from browline-2; A")
    assert beginning_with(CONFIG, "seed-1", serving).architecture == "seed"
    named = beginning_with(CONFIG, str(serving()), lambda: Path("nowhere"))
    assert named.begun_from == served.begun_from
    assert beginning_with(load_config("browline"), None, serving) == load_config("browline")


@pytest.mark.parametrize(
    ("recipe", "wanted"),
    [
        ("reviewed", "nobody-1"), ("seed", "browline-2"), ("reviewed", "/no/such/place/browline-2"),
        ("reviewed", "nowhere/browline-2"),
    ],
)  # fmt: skip
def test_what_it_cannot_begin_with_is_a_sentence(recipe: str, wanted: str) -> None:
    with pytest.raises(RunError, match="begin"):
        beginning_with(load_config(recipe), wanted, serving)


def test_a_serving_model_that_is_gone_is_not_replaced_by_its_namesake() -> None:
    with pytest.raises(RunError, match="no model that serves"):
        beginning_with(CONFIG, None, lambda: Path("/no/such/place/browline-2"))


@pytest.mark.parametrize(
    "name",
    ["", "../x", "a b", ".x", "x" * 41, "x/y", "a_b", "default", "Default", "default-finder", "finder-2"],
)
def test_a_version_has_a_name_that_a_folder_may_have(name: str) -> None:
    with pytest.raises(RunError, match="name of a version"):
        checked_version(name)
    assert checked_version("ward-3.2") == "ward-3.2"
    assert checked_version("finder-3", of_finder=True) == "finder-3"
    with pytest.raises(RunError, match="a face finder's begins with finder"):
        checked_version("ward-3", of_finder=True)


def test_the_network_is_the_published_one_with_its_normalisation_held() -> None:
    config = beginning_with(CONFIG, None, serving)
    network = build(config, None)
    said = np.asarray(network(golden_inputs().astype(np.float32), training=False))
    assert said == pytest.approx(load("browline-2").logits(golden_inputs()), abs=0.3)  # rounded weights
    held = [layer for layer in network.layers if type(layer).__name__ == "BatchNormalization"]
    assert len(held) > 5
    assert not any(layer.trainable for layer in held)


def test_age_and_mask_are_learnt_as_they_were_said() -> None:
    words = kept_words("browline-2", golden_inputs())
    assert words.shape == (len(golden_inputs()), read_card("browline-2").logits - 2)
    assert words[:, :7].sum(axis=1) == pytest.approx(1)
    assert words[:, 7:].sum(axis=1) == pytest.approx(1)
    assert kept_words("seed-1", golden_inputs()).shape[1] == 0
    with pytest.raises(RunError, match="cannot be asked"):
        kept_words("nobody-1", golden_inputs())


def test_a_few_faces_give_wide_intervals_and_no_temperature() -> None:
    few = answers("validation", [0, 0, 1, 1], certain([0, 0, 1, 1]))
    measured = careful(few)
    assert (measured.accuracy.value, measured.accuracy.high) == pytest.approx((1.0, 1.0))
    assert measured.accuracy.low == pytest.approx(0.51, abs=0.01)  # Wilson, 4 of 4
    assert measured.balanced_accuracy.low == pytest.approx(0.34, abs=0.01)  # 2 of 2, twice
    begun = read_card("browline-2")
    kept = calibrate([few], (), begun)
    assert kept.temperature == begun.calibration.temperature
    assert "browline-2" in kept.fitted_on
    assert [row.set for row in kept.expected_calibration_error] == ["validation"]


def test_many_faces_are_measured_as_ever() -> None:
    many = answers("validation", [0, 1] * 30, certain([0, 1] * 25 + [1, 0] * 5))
    assert careful(many) == measurement(many)
    assert calibrate([many], (), read_card("browline-2")).method.startswith("temperature scaling")


def test_what_looks_like_a_held_out_picture_teaches_nothing(tmp_path: Path) -> None:
    for split in ("Training", "Validation"):
        for label, number in product(("Female", "Male"), range(3)):
            write_face(
                tmp_path / split / label / f"{number}.jpg", 100 * number + 10 * len(split) + len(label)
            )
    picture = cv2.imread(str(tmp_path / "Validation" / "Male" / "1.jpg"))
    cv2.imwrite(str(tmp_path / "Training" / "Male" / "2.jpg"), cv2.resize(picture, (180, 180)))
    assert len(make_plan(tmp_path, "auto", 1).training.samples) == 6
    (tmp_path / "reviewed.json").write_text("{}")
    plan = make_plan(tmp_path, "auto", 1)
    names = [sample.path.relative_to(tmp_path / "Training").as_posix() for sample in plan.training.samples]
    assert names == ["Female/0.jpg", "Female/1.jpg", "Female/2.jpg", "Male/0.jpg", "Male/1.jpg"]
    for number in range(2):
        (tmp_path / "Training" / "Male" / f"{number}.jpg").unlink()
    with pytest.raises(DataError, match="look like held-out ones"):
        make_plan(tmp_path, "auto", 1)
