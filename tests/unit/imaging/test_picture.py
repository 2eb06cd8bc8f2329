"""Previews and crops."""

import numpy as np
import pytest

from imaging.accept import accept
from imaging.decode import decode
from imaging.errors import ImageUndecodable
from imaging.picture import crop, preview, surrounded

from .samples import LIMITS, RED, encode, oriented, photo, pillow_rgb, quadrants

TURNED = accept(encode(quadrants(480, 320), "JPEG", exif=oriented(6)), LIMITS).data
UPRIGHT = (320, 480)


@pytest.mark.parametrize(("size", "shape"), [(120, (120, 80, 3)), (100, (100, 67, 3)), (1000, (480, 320, 3))])
def test_a_preview_fits_and_is_never_enlarged(size: int, shape: tuple[int, int, int]) -> None:
    shown = pillow_rgb(preview(TURNED, size))
    assert shown.shape == shape
    np.testing.assert_allclose(shown[3, -3], RED, atol=5)  # its first corner, a quarter turn on


def test_a_preview_of_a_strip_keeps_a_pixel() -> None:
    assert pillow_rgb(preview(encode(photo().resize((3000, 2)), "PNG"), 100)).shape == (1, 100, 3)


@pytest.mark.parametrize("side", [(10, 9), (33, 8), (7, 900), (1, 1)])
@pytest.mark.parametrize("min_side", [1, 4, 8])
def test_reduced_scale_keeps_the_shorter_side(side: tuple[int, int], min_side: int) -> None:
    pixels = decode(encode(photo().resize(side), "JPEG"), min_side=min_side)
    assert min(pixels.shape[:2]) >= min(min_side, *side)


@pytest.mark.parametrize(
    ("size", "least", "kept"),
    [((640, 480), 640, 640), ((1279, 10), 640, 1279), ((1280, 900), 640, 640), ((3000, 4000), 640, 1000)],
)
def test_reduced_scale_keeps_the_longest_side(size: tuple[int, int], least: int, kept: int) -> None:
    assert max(decode(encode(photo().resize(size), "JPEG"), min_longest=least).shape[:2]) == kept


def test_reduced_scale_keeps_both_sides_where_both_are_asked_for() -> None:
    data = encode(photo().resize((1600, 400)), "JPEG")
    assert decode(data, min_side=150, min_longest=300).shape == (200, 800, 3)
    assert decode(data, min_side=50, min_longest=300).shape == (100, 400, 3)


def test_a_crop_counts_pixels_of_the_upright_picture() -> None:
    shown = pillow_rgb(crop(TURNED, UPRIGHT, (160, 0, 160, 240), 1000))
    assert shown.shape == (240, 160, 3)
    np.testing.assert_allclose(shown[120, 80], RED, atol=5)


@pytest.mark.parametrize(
    ("box", "shape"),
    [
        ((-50, -50, 100, 100), (50, 50, 3)),
        ((300, 470, 100, 100), (10, 20, 3)),
        ((0, 0, 9999, 9999), (480, 320, 3)),
        ((900, 900, 10, 10), (1, 1, 3)),
        ((5, 5, 0, -7), (1, 1, 3)),
    ],
)
def test_a_box_is_clipped(box: tuple[int, int, int, int], shape: tuple[int, int, int]) -> None:
    assert pillow_rgb(crop(TURNED, UPRIGHT, box, 1000)).shape == shape


def test_a_crop_fits() -> None:
    assert pillow_rgb(crop(TURNED, UPRIGHT, (0, 0, 320, 160), 64)).shape == (32, 64, 3)


def test_a_crop_of_a_large_picture_is_the_same_at_reduced_scale() -> None:
    data, full = encode(photo().resize((1600, 1200)), "JPEG", quality=95), (1600, 1200)
    box = (640, 320, 800, 640)
    reduced = pillow_rgb(crop(data, full, box, 100)).astype(int)
    whole = pillow_rgb(crop(encode(photo().resize(full), "PNG"), full, box, 100)).astype(int)
    assert reduced.shape == whole.shape == (80, 100, 3)
    assert np.abs(reduced - whole).mean() < 3


@pytest.mark.parametrize(
    ("box", "boxes", "square"),
    [((10, 20, 30, 40), 1.0, (5, 20, 40, 40)), ((10, 20, 30, 40), 1.5, (-5, 10, 60, 60))],
)
def test_surroundings_are_a_square_about_the_box(
    box: tuple[int, int, int, int], boxes: float, square: tuple[int, int, int, int]
) -> None:
    assert surrounded(box, boxes) == square


def test_no_metadata_in_what_is_shown() -> None:
    assert b"Exif" not in preview(TURNED, 100)


def test_a_broken_picture_has_no_preview() -> None:
    with pytest.raises(ImageUndecodable):
        preview(b"\xff\xd8\xff\xd9", 100)
