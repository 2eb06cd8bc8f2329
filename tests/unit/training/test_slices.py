"""What an average hides: slices by the table and by pixels."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from demo.faces import draw_face
from tests.unit.training.answered import answers, certain
from training.answers import Answers
from training.slices import members, slices
from training.traits import sharpness, traits

COUNT = 300


def some(inputs: np.ndarray | None = None) -> Answers:
    """Every third face is old, dark and misjudged."""
    labels = np.arange(COUNT) % 2
    judged = np.where(np.arange(COUNT) % 3 == 0, 1 - labels, labels)
    return answers(
        "test", labels, certain(judged), masks="drawn", inputs=noisy() if inputs is None else inputs
    )


def noisy() -> np.ndarray:
    """Sharp and coloured, every third dark."""
    grain = np.random.default_rng(0).integers(0, 40, (96, 96, 3))
    levels = np.where(np.arange(COUNT) % 3 == 0, 0, 110)
    return (levels[:, None, None, None] + grain).astype(np.uint8)


def rows(**more: str) -> dict[str, dict[str, str]]:
    return {
        f"{('Female', 'Male')[n % 2]}/{n}.jpg": {
            "age": "71" if n % 3 == 0 else "25",
            "race": "Other" if n < 50 else "White",
            **more,
        }
        for n in range(COUNT)
    }


def test_slices_come_worst_first_and_small_ones_not_at_all() -> None:
    measured = slices(some(), Path("/d"), rows())
    assert [part.set for part in measured] == [
        "test: age 70 and older",
        "test: dark",
        "test: race label White",
        "test: age 20 to 29",
    ]
    assert [part.n for part in measured] == [100, 100, 250, 200]
    assert measured[0].balanced_accuracy.value == 0
    assert measured[-1].balanced_accuracy.value == 1


def test_without_a_table_only_the_pictures_tell() -> None:
    assert [part.set for part in slices(some(), Path("/d"), {})] == ["test: dark"]


def test_what_all_have_in_common_is_no_slice() -> None:
    known = members(some(), Path("/d"), rows(source="somewhere", mask_type="cloth"))
    assert not [name for name in known if name.startswith(("source", "mask"))]


def test_ages_in_words_and_second_looks_are_slices() -> None:
    table = rows(gender="Female")
    for index, row in enumerate(table.values()):
        row["age"] = "senior" if index < 40 else ""
        row["second_label"] = ("Female", "Male", "")[index % 3]
    known = members(some(), Path("/d"), table)
    assert len(known["age senior"]) == 40
    assert len(known["label confirmed by a second look"]) == 100
    assert len(known["label disputed by a second look"]) == 100


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("side", [32, 40, 48])
def test_a_blur_takes_the_fine_details(seed: int, side: int) -> None:
    sharp = draw_face(seed, 96)
    soft = cv2.resize(cv2.resize(sharp, (side, side), interpolation=cv2.INTER_AREA), (96, 96)).astype(
        np.uint8
    )
    assert "blurred" not in list(traits(sharp))
    assert "blurred" in list(traits(soft))
    assert sharpness(soft) < 0.7 * sharpness(sharp)


def test_flat_light_is_no_blur() -> None:
    face = draw_face(1, 96)
    flat = (128 + 0.4 * (face.astype(float) - 128)).round().astype(np.uint8)
    assert sharpness(flat) == pytest.approx(sharpness(face), rel=0.1)


def test_one_colour_is_told_without_an_error() -> None:
    assert list(traits(np.full((96, 96, 3), 30, np.uint8))) == ["dark", "grey", "blurred"]
