"""Pixels to network input."""

import numpy as np
import pytest
from numpy.typing import NDArray

from models.preprocess import INPUT_SIZE, face_input


def disc(height: int, width: int) -> NDArray[np.uint8]:
    """A white disc of radius 40 % of the shorter side in the middle of a black picture."""
    rows, columns = np.mgrid[:height, :width]
    away = np.hypot(rows - height / 2 + 0.5, columns - width / 2 + 0.5)
    return np.repeat(np.where(away < 0.4 * min(height, width), 255, 0).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize(
    ("height", "width"),
    [
        (96, 96),
        (200, 200),
        (97, 97),
        (50, 50),
        (1, 1),
        (300, 200),
        (200, 301),
        (40, 900),
        (1080, 1920),
        (191, 193),
    ],
)
def test_any_size_becomes_the_input_size(height: int, width: int) -> None:
    made = face_input(np.full((height, width, 3), 77, np.uint8))
    assert made.shape == (INPUT_SIZE, INPUT_SIZE, 3)
    assert made.dtype == np.uint8
    assert (made == 77).all()


@pytest.mark.parametrize(("height", "width"), [(200, 200), (400, 200), (200, 400), (60, 90), (333, 199)])
def test_a_disc_stays_round(height: int, width: int) -> None:
    inside = face_input(disc(height, width))[..., 0] > 127
    across, down = inside.sum(axis=1).max(), inside.sum(axis=0).max()
    assert abs(int(across) - int(down)) <= 1
    assert across == pytest.approx(0.8 * INPUT_SIZE, abs=2)


def test_the_middle_is_kept() -> None:
    picture = np.zeros((100, 300, 3), np.uint8)
    picture[:, 100:200] = 255
    assert (face_input(picture) == 255).all()


def test_red_stays_the_first_channel() -> None:
    picture = np.zeros((200, 200, 3), np.uint8)
    picture[..., 0] = 250
    assert face_input(picture)[50, 50].tolist() == [250, 0, 0]


@pytest.mark.parametrize("side", [192, 200, 384, 400])
def test_shrinking_skips_no_pixel(side: int) -> None:
    checks = (np.indices((side, side)).sum(axis=0) % 2 * 255).astype(np.uint8)
    grey = face_input(np.repeat(checks[..., None], 3, axis=2))
    assert np.abs(grey.astype(int) - 127).max() <= 1


def test_an_input_is_left_as_it_is() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (INPUT_SIZE, INPUT_SIZE, 3)).astype(np.uint8)
    assert (face_input(picture) == picture).all()


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((9, 9), np.uint8),
        np.zeros((9, 9, 4), np.uint8),
        np.zeros((9, 9, 3)),
        np.zeros((0, 9, 3), np.uint8),
    ],
    ids=["grey", "alpha", "float", "empty"],
)
def test_other_arrays_are_refused(wrong: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="H×W×3 uint8"):
        face_input(wrong)
