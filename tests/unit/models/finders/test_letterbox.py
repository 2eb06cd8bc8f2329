"""Pictures of any size into few shapes, and the way back."""

import numpy as np
import pytest

from models.finders.letterbox import GRAIN, letterboxed


@pytest.mark.parametrize(
    ("height", "width", "shape"),
    [
        (480, 640, (192, 256)),
        (640, 480, (256, 192)),
        (1080, 1920, (160, 256)),
        (100, 100, (256, 256)),
        (1, 5000, (32, 256)),
        (5000, 1, (256, 32)),
        (3, 2, (256, 192)),
    ],
)
def test_both_sides_are_multiples_of_the_grain(height: int, width: int, shape: tuple[int, int]) -> None:
    box = letterboxed(np.full((height, width, 3), 9, np.uint8), 256)
    assert box.pixels.shape == (*shape, 3)
    assert not any(side % GRAIN for side in shape)
    assert box.pixels[0, 0].tolist() == [9, 9, 9]


@pytest.mark.parametrize(("height", "width"), [(480, 640), (1000, 333), (77, 201), (3000, 4000)])
def test_a_place_in_the_input_is_that_place_in_the_picture(height: int, width: int) -> None:
    picture = np.zeros((height, width, 3), np.uint8)
    top, left = int(height * 0.6), int(width * 0.25)
    side = max(height, width) // 10
    picture[top : top + side, left : left + side] = 255
    box = letterboxed(picture, 256)
    rows, columns = np.nonzero(box.pixels[..., 0] > 127)
    across, down = (columns.mean() + 0.5) / box.scale[0], (rows.mean() + 0.5) / box.scale[1]
    shown = (min(left + side, width) + left) / 2, (min(top + side, height) + top) / 2
    assert (across, down) == pytest.approx(shown, abs=max(height, width) / 256)


def test_what_is_added_is_black() -> None:
    box = letterboxed(np.full((90, 256, 3), 200, np.uint8), 256)
    assert box.pixels[:90].min() == 200
    assert box.pixels[90:].max() == 0
