"""What is told of a picture: little detail, little light, few pixels; and nothing where nothing is wrong."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from demo.faces import draw_face
from models.preprocess import INPUT_SIZE, face_input
from models.quality import FLAGS, TINY_SIDE, quality_flags
from tests.unit.models.test_landmarks import landmarks

Faces = list[NDArray[np.uint8]]


@pytest.fixture(scope="module")
def faces() -> Faces:
    """Good ones, not to be changed."""
    return [face_input(draw_face(seed, 200)) for seed in range(40)]


def flagged(faces: Faces, flag: str) -> int:
    """How many of the faces have the flag."""
    return sum(flag in quality_flags(face, INPUT_SIZE) for face in faces)


def reduced(face: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    less = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(less, face.shape[:2], interpolation=cv2.INTER_CUBIC), np.uint8)


def test_a_good_picture_has_no_flag(faces: Faces) -> None:
    assert {quality_flags(face, INPUT_SIZE) for face in faces} == {()}


def test_a_face_of_24_pixels_is_blurred(faces: Faces) -> None:
    assert flagged([reduced(face, 24) for face in faces], "blurred") == len(faces)


def test_noise_does_not_hide_a_blur(faces: Faces) -> None:
    noise = np.random.default_rng(1).normal(0, 6, faces[0].shape)
    spoilt = [np.clip(reduced(face, 20) + noise, 0, 255).astype(np.uint8) for face in faces]
    assert flagged(spoilt, "blurred") >= 0.9 * len(faces)


def test_less_light_or_contrast_is_no_blur(faces: Faces) -> None:
    assert flagged([(face * 0.3).astype(np.uint8) for face in faces], "blurred") == 0
    assert flagged([(120 + face * 0.2).astype(np.uint8) for face in faces], "blurred") == 0


def test_a_quarter_of_the_light_is_dark(faces: Faces) -> None:
    assert flagged([(face * 0.25).astype(np.uint8) for face in faces], "dark") >= 0.9 * len(faces)


@pytest.mark.parametrize(("side", "tiny"), [(TINY_SIDE - 1, True), (TINY_SIDE, False)])
def test_tiny_is_told_by_the_original_pixels(faces: Faces, side: int, tiny: bool) -> None:
    assert ("tiny" in quality_flags(faces[0], side)) is tiny


def test_what_is_tiny_can_be_set(faces: Faces) -> None:
    assert quality_flags(faces[0], 60, tiny_side=61) == ("tiny",)


@pytest.mark.parametrize("level", [0, 255])
def test_a_wall_is_no_error(level: int) -> None:
    wall = np.full((INPUT_SIZE, INPUT_SIZE, 3), level, np.uint8)
    assert quality_flags(wall, 10) == (("blurred", "dark", "tiny") if level == 0 else ("blurred", "tiny"))


@pytest.mark.parametrize(("nose", "turned"), [(0.0, False), (0.23, False), (0.32, True), (-0.6, True)])
def test_turned_is_told_by_the_landmarks(faces: Faces, nose: float, turned: bool) -> None:
    assert quality_flags(faces[0], 96, landmarks=landmarks(nose)) == (("turned",) if turned else ())


def test_flags_have_an_order() -> None:
    assert FLAGS == ("blurred", "dark", "tiny", "turned")
    wall = np.zeros((INPUT_SIZE, INPUT_SIZE, 3), np.uint8)
    assert quality_flags(wall, 10, landmarks=landmarks(1.0)) == FLAGS
