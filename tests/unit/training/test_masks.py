"""Drawn masks."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from training.errors import DataError
from training.masks.cutouts import load_cutouts
from training.masks.draw import MaskPainter
from training.masks.template import Template
from training.paint import Painting

ANCHORS = "10, 10|50, 2|90, 10|20, 60|50, 90|80, 60"


@pytest.fixture
def face() -> NDArray[np.uint8]:
    """Skin with some light from the left; no colour of it is a mask's."""
    light = np.linspace(1.1, 0.8, 200)[None, :, None]
    return np.clip(np.array([200, 150, 130]) * np.broadcast_to(light, (200, 200, 1)), 0, 255).astype(np.uint8)


@pytest.fixture
def cutouts(tmp_path: Path) -> Path:
    """A folder with one green cut-out and its anchors."""
    picture = np.zeros((100, 100, 4), np.uint8)
    picture[5:95, 5:95] = (40, 200, 40, 255)
    cv2.imwrite(str(tmp_path / "surgical.png"), picture)
    points = "\n".join(
        f"mask_{letter}: {at}" for letter, at in zip("abcdef", ANCHORS.split("|"), strict=True)
    )
    (tmp_path / "masks.cfg").write_text(f"[surgical]\ntemplate: surgical.png\n{points}\n")
    return tmp_path


def drawn(face: NDArray[np.uint8], seed: int, painter: MaskPainter | None = None) -> NDArray[np.uint8]:
    return (painter or MaskPainter()).draw(face, np.random.default_rng(seed))


def test_the_same_seed_draws_the_same_mask(face: NDArray[np.uint8]) -> None:
    assert (drawn(face, 4) == drawn(face, 4)).all()
    assert (drawn(face, 4) != drawn(face, 5)).any()


@pytest.mark.parametrize("seed", range(40))
def test_it_covers_the_mouth_and_leaves_the_eyes(face: NDArray[np.uint8], seed: int) -> None:
    changed = np.abs(drawn(face, seed).astype(int) - face).max(axis=2) > 8
    assert changed[125:150, 75:120].mean() > 0.9, "mouth"
    assert not changed[:60].any(), "eyes and above"


def test_the_picture_it_was_given_is_not_changed(face: NDArray[np.uint8]) -> None:
    before = face.copy()
    drawn(face, 1)
    assert (face == before).all()


def test_a_dark_photograph_gets_a_darker_mask(face: NDArray[np.uint8]) -> None:
    bright, dark = drawn(face, 3), drawn((face * 0.3).astype(np.uint8), 3)
    assert dark[130:160, 80:120].mean() < 0.6 * bright[130:160, 80:120].mean()


def test_a_grey_photograph_gets_a_grey_mask(face: NDArray[np.uint8]) -> None:
    grey = np.repeat(face.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)
    for seed in range(10):
        masked = drawn(grey, seed).astype(int)
        assert np.ptp(masked, axis=2).max() <= 1


def test_another_size_of_face_keeps_its_size(face: NDArray[np.uint8]) -> None:
    assert drawn(cv2.resize(face, (120, 150)).astype(np.uint8), 1).shape == (150, 120, 3)


def test_cutouts_are_read_as_red_green_blue(cutouts: Path) -> None:
    (template,) = load_cutouts(cutouts)
    assert template.name == "surgical"
    assert template.rgba[128, 128].tolist() == [40, 200, 40, 255]
    assert template.anchors[1] == pytest.approx(np.array([50, 2]) * 2.56)


def test_a_cutout_lands_on_the_face(face: NDArray[np.uint8], cutouts: Path) -> None:
    painter = MaskPainter(load_cutouts(cutouts))
    green = [drawn(face, seed, painter)[140, 98].argmax() == 1 for seed in range(30)]
    assert sum(green) > 8  # six in ten are cut-outs, and a third of those is recoloured


def test_no_folder_of_cutouts_is_fine(tmp_path: Path) -> None:
    assert load_cutouts(tmp_path) == ()


def test_a_described_cutout_that_is_missing_is_told(cutouts: Path) -> None:
    (cutouts / "surgical.png").unlink()
    with pytest.raises(DataError, match=r"surgical\.png"):
        load_cutouts(cutouts)


def test_a_template_knows_whether_it_has_straps() -> None:
    assert Template("plain", np.zeros((1, 1, 4), np.uint8), np.zeros((6, 2), np.float32)).straps


def test_the_mask_depends_on_seed_and_name_alone(face: NDArray[np.uint8]) -> None:
    here, there = Path("a/1.jpg"), Path("b/1.jpg")
    assert (Painting(MaskPainter(), 1)(face, here) == Painting(MaskPainter(), 1)(face, there)).all()
    assert (Painting(MaskPainter(), 1)(face, here) != Painting(MaskPainter(), 2)(face, here)).any()
    assert (Painting(MaskPainter(), 1)(face, here) != Painting(MaskPainter(), 1)(face, Path("2.jpg"))).any()
