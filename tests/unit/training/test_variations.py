"""What is drawn on faces to see where a network fails."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from demo.faces import draw_face
from tests.unit.training.folder import write_split
from training.variations import SMALL, After, Dark, Grey, Small, variations

FILE = Path("a.jpg")


@pytest.fixture
def face() -> NDArray[np.uint8]:
    return draw_face(3, 200)


def test_dark_is_dark_and_keeps_the_order_of_levels(face: NDArray[np.uint8]) -> None:
    dark = Dark()(face, FILE)
    assert dark.mean() < 0.45 * face.mean()
    assert dark.max() < 110
    brighter = face[..., 0].astype(int) > 200
    assert dark[..., 0][brighter].mean() > dark[..., 0][~brighter].mean()


def test_small_has_no_more_than_24_pixels_of_detail(face: NDArray[np.uint8]) -> None:
    small = Small()(face, FILE)
    assert small.shape == face.shape
    assert cv2.resize(small, (SMALL, SMALL), interpolation=cv2.INTER_AREA).std() > 0.8 * small.std()
    assert (
        np.abs(np.diff(small.astype(int), axis=1)).max()
        < 0.5 * np.abs(np.diff(face.astype(int), axis=1)).max()
    )
    assert small.mean() == pytest.approx(face.mean(), rel=0.02)


def test_grey_has_no_colour(face: NDArray[np.uint8]) -> None:
    grey = Grey()(face, FILE)
    assert grey.shape == face.shape
    assert np.ptp(grey.astype(int), axis=2).max() == 0
    assert np.ptp(face.astype(int), axis=2).max() > 0


def test_one_after_the_other(face: NDArray[np.uint8]) -> None:
    both = After(Grey(), Dark())
    assert (both(face, FILE) == Dark()(Grey()(face, FILE), FILE)).all()
    assert both.key != After(Dark(), Grey()).key
    assert len({Dark().key, Small().key, Grey().key}) == 3


def test_without_a_detector_nobody_looks_to_the_side(tmp_path: Path) -> None:
    write_split(tmp_path / "unmasked" / "Test", 2)
    write_split(tmp_path / "masked" / "Validation", 2)
    made = variations(tmp_path, seed=1)
    assert [each.name for each in made] == [
        "test-sunglasses",
        "test-veil",
        "test-dark",
        "test-blurred",
        "test-grey",
    ]
    assert {each.masks for each in made} == {"drawn"}
    keys = [each.prepare.key for each in made if each.prepare]
    assert len(set(keys)) == 5


def test_sunglasses_hide_the_eyes_and_a_veil_all_else(tmp_path: Path) -> None:
    write_split(tmp_path / "unmasked" / "Test", 1)
    made = {each.name: each.prepare for each in variations(tmp_path, seed=1)}
    skin = np.full((200, 200, 3), (200, 150, 130), np.uint8)
    glasses, veil = made["test-sunglasses"], made["test-veil"]
    assert glasses is not None
    assert veil is not None
    changed = np.abs(glasses(skin, FILE).astype(int) - skin).max(axis=2) > 8
    assert changed[55:62, 50:68].mean() > 0.9, "an eye"
    assert changed[125:150, 75:120].mean() > 0.9, "the mouth"
    veiled = np.abs(veil(skin, FILE).astype(int) - skin).max(axis=2) > 8
    assert veiled[125:150, 75:120].mean() > 0.9, "the mouth"
    assert veiled[:12].mean() > 0.9, "the hair"
    assert veiled[56:61, 52:66].mean() < 0.2, "an eye"


def test_no_folder_of_faces_no_variations(tmp_path: Path) -> None:
    assert variations(tmp_path, seed=1) == []
