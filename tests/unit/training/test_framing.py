"""Crops from tight to loose."""

import cv2
import numpy as np
import pytest

from training.framing import BEYOND, LOOSEST, TURN, Crop, cut, random_crop
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
def test_a_crop_shows_at_least_the_box_where_the_square_has_it(face: tuple[float, float, float]) -> None:
    assert min(crop.side for crop in crops(face)) >= min(0.8, face[2]) - 1e-6
    assert max(crop.side for crop in crops(face)) <= BEYOND


def test_small_faces_are_seen_from_tight_to_loose_and_as_part_of_the_whole() -> None:
    sides = np.array([crop.side for crop in crops((0.5, 0.5, 0.2))])
    assert sides.min() < 0.22
    assert ((sides > 0.45) & (sides <= 0.2 * LOOSEST + 1e-6)).any()
    assert 0.3 < (sides >= 0.8).mean() < 0.5


def test_crops_around_a_face_stay_inside_the_square() -> None:
    for crop in crops((0.85, 0.9, 0.2)):
        if crop.side < 0.8:
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
        assert seen[35:55, 45:75].mean() > seen[:20].mean() + 20
    again = [jittered(picture, np.random.default_rng(7)) for _ in range(2)]
    assert (again[0] == again[1]).all()
