"""Masks and crops for faces anywhere in a picture, with a finder that always knows where the face is."""

from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from training.alignment import LANDMARKS, Alignment, BoxCrop
from training.faces import FaceFinder, finder_of
from training.masks.draw import MaskPainter
from training.paint import Painting, PaintingInPlace

FILE = Path("a.jpg")
SKIN = (200, 150, 130)


class Knowing:
    """The face of `picture()`: half UTKFace's size, 80 pixels from the left and 60 from the top."""

    key = "known"

    def largest(self, picture: NDArray[np.uint8]) -> NDArray[np.float32] | None:
        if picture.shape[0] < 100:
            return None
        marks = LANDMARKS / 2 + (80, 60)
        return np.concatenate([[80, 60, 90, 100], marks.ravel(), [0.9]]).astype(np.float32)


@pytest.fixture
def finder() -> FaceFinder:
    return cast(FaceFinder, Knowing())


def picture() -> NDArray[np.uint8]:
    return np.full((240, 300, 3), SKIN, np.uint8)


def test_a_mask_lands_on_the_face_and_nowhere_else(finder: FaceFinder) -> None:
    painted = PaintingInPlace(Painting(MaskPainter(), 3), finder)(picture(), FILE)
    changed = np.abs(painted.astype(int) - picture()).max(axis=2) > 8
    assert painted.shape == (240, 300, 3)
    assert changed[60 + 64 : 60 + 74, 80 + 40 : 80 + 58].mean() > 0.9, "mouth"
    changed[60 : 60 + 102, 78 : 80 + 102] = False
    assert not changed.any(), "outside the face"


def test_without_a_face_nothing_is_changed(finder: FaceFinder) -> None:
    small = picture()[:90]
    assert PaintingInPlace(Painting(MaskPainter(), 3), finder)(small, FILE) is small
    assert Alignment(finder)(small, FILE) is small
    assert BoxCrop(finder, 1.2)(small, FILE) is small


def test_alignment_brings_the_landmarks_to_their_places(finder: FaceFinder) -> None:
    marked = picture()
    cv2.circle(marked, tuple(int(value) for value in LANDMARKS[2] / 2 + (80, 60)), 3, (0, 0, 255), -1)
    rows, columns = np.nonzero(Alignment(finder)(marked, FILE)[..., 2] > 240)
    assert (columns.mean(), rows.mean()) == pytest.approx(LANDMARKS[2].tolist(), abs=2)


@pytest.mark.parametrize(("boxes", "side"), [(1.2, 120), (2.4, 240), (4.0, 240)])
def test_a_box_crop_is_a_square_within_the_picture(finder: FaceFinder, boxes: float, side: int) -> None:
    assert BoxCrop(finder, boxes)(picture(), FILE).shape == (side, side, 3)


def test_a_folder_without_a_detector_has_no_finder(tmp_path: Path) -> None:
    assert finder_of(tmp_path) is None
