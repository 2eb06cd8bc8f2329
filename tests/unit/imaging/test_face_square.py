"""The square about a face: centred, inside the picture, never larger than it."""

import numpy as np
import pytest

from imaging.face_square import FRAMED, Square, cut_face, face_square


@pytest.mark.parametrize(
    ("box", "square"),
    [
        ((100, 80, 40, 50), Square(90, 75, 60)),  # 1.2 times 50, about (120, 105)
        ((0, 0, 40, 50), Square(0, 0, 60)),  # moved in from the corner
        ((280, 190, 40, 50), Square(260, 180, 60)),  # and from the other one, though the box reaches beyond
        ((-20, 100, 50, 50), Square(0, 95, 60)),
        ((100, 20, 100, 190), Square(36, 1, 228)),
        ((10, 10, 250, 300), Square(15, 0, 240)),  # no larger than the picture's shorter side
        ((100, 100, 0, 0), Square(99, 99, 1)),
    ],
)
def test_a_square_is_about_the_face_and_inside_the_picture(
    box: tuple[float, float, float, float], square: Square
) -> None:
    assert face_square(box, 320, 240) == square


def test_a_looser_square_is_larger() -> None:
    assert FRAMED == 1.2
    assert face_square((100, 100, 40, 30), 320, 240, boxes=2.4).side == 96


def test_what_is_cut_are_the_pixels_of_the_square() -> None:
    picture = np.arange(24 * 32 * 3, dtype=np.uint32).reshape(24, 32, 3).astype(np.uint8)
    cut = cut_face(picture, (6, 8, 8, 6), boxes=1.25)
    assert (cut == picture[6:16, 5:15]).all()
    assert np.shares_memory(cut, picture)
