"""Crops as serving makes them, and a little off."""

import cv2
import numpy as np
import pytest

from imaging.face_square import FRAMED
from training.framing import BEYOND, LOOSEST, TIGHTEST, TURN, Crop, cut, framed_crop, random_crop
from training.jitter import jittered

FACES = [(0.5, 0.5, 0.3), (0.3, 0.4, 0.25), (0.8, 0.7, 0.3), (0.5, 0.5, 1.0), (0.48, 0.47, 0.7)]


def crops(face: tuple[float, float, float], count: int = 400) -> list[Crop]:
    rng = np.random.default_rng(4)
    return [random_crop(np.array(face, np.float32), rng) for _ in range(count)]


@pytest.mark.parametrize("face", FACES)
def test_every_crop_keeps_the_centre_of_the_face(face: tuple[float, float, float]) -> None:
    for crop in crops(face):
        assert max(abs(crop.x - face[0]), abs(crop.y - face[1])) <= 0.5 * crop.side + 1e-6
        assert abs(crop.turn) <= TURN


@pytest.mark.parametrize("face", FACES)
def test_crops_vary_about_the_one_that_serves(face: tuple[float, float, float]) -> None:
    sides = np.array([crop.side for crop in crops(face)])
    served = framed_crop(np.array(face, np.float32)).side
    assert served == pytest.approx(min(FRAMED * face[2], 1))
    assert sides.min() < 0.9 * served
    assert sides.max() > min(1.2 * served, 1)
    assert sides.min() >= min(TIGHTEST * face[2], 0.85) - 1e-6
    assert sides.max() <= min(LOOSEST * face[2], BEYOND) + 1e-6


def test_crops_of_small_faces_stay_inside_the_view() -> None:
    for crop in [*crops((0.85, 0.9, 0.2)), framed_crop(np.array((0.95, 0.02, 0.3), np.float32))]:
        assert min(crop.x, crop.y) >= crop.side / 2 - 1e-6
        assert max(crop.x, crop.y) <= 1 - crop.side / 2 + 1e-6


@pytest.mark.parametrize("turn", [0.0, 30.0])
def test_what_is_in_the_middle_of_the_crop_lands_in_the_middle(turn: float) -> None:
    square = np.zeros((160, 160, 3), np.uint8)
    cv2.circle(square, (100, 60), 12, (255, 255, 255), -1)
    rows, columns = np.nonzero(cut(square, Crop(100.5 / 160, 60.5 / 160, 0.5, turn))[..., 0] > 127)
    assert rows.mean() == pytest.approx(47.5, abs=0.3)
    assert columns.mean() == pytest.approx(47.5, abs=0.3)
    assert np.ptp(rows) + 1 == pytest.approx(25 * 96 / 80, abs=2)


def test_jitter_changes_light_and_not_the_place() -> None:
    rng = np.random.default_rng(0)
    picture = np.full((96, 96, 3), 60, np.uint8)
    picture[30:60, 40:80] = 190
    for _ in range(60):
        seen = jittered(picture, rng)
        assert (seen.shape, seen.dtype) == ((96, 96, 3), np.uint8)
        assert seen[35:55, 45:75].mean() > 1.3 * seen[:20].mean() + 3
    again = [jittered(picture, np.random.default_rng(7)) for _ in range(2)]
    assert (again[0] == again[1]).all()
