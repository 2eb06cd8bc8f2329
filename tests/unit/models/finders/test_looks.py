"""When a closer look is taken, with an engine that sees what it is told to."""

import numpy as np
import pytest

from models.errors import EngineFailure
from models.finders.architecture import NUMBERS, STRIDES
from models.finders.card import FinderCard
from models.finders.network import NetworkFinder

WHITE, GREY = 200, 100
HALF = float(np.log(0.4 / 0.6))  # the logit of a score that is a hint and no find


class Bright:
    """Takes white cells for faces of `cells` cells, grey ones for half of one; keeps what it was shown."""

    def __init__(self, cells: float = 2.0) -> None:
        self.cells, self.shown = cells, list[tuple[int, ...]]()

    def grids(self, pixels: np.ndarray) -> list[np.ndarray]:
        self.shown.append(pixels.shape)
        grids = []
        for stride in STRIDES:
            rows, columns = pixels.shape[0] // stride, pixels.shape[1] // stride
            grid = np.zeros((rows, columns, NUMBERS), np.float32)
            means = pixels[..., 0].reshape(rows, stride, columns, stride).mean(axis=(1, 3))
            grid[..., 0] = np.where(means > WHITE, 5, np.where(means > GREY, HALF, -5)) if stride == 8 else -5
            grid[..., 3:5] = np.log(self.cells)
            grids.append(grid)
        return grids


@pytest.fixture
def card() -> FinderCard:
    return FinderCard.model_construct(version="bright-1", threshold=0.5)


def picture(height: int, width: int, spot: int) -> np.ndarray:
    """Black with a white square of `spot` pixels in the middle."""
    pixels = np.zeros((height, width, 3), np.uint8)
    top, left = (height - spot) // 2, (width - spot) // 2
    pixels[top : top + spot, left : left + spot] = 255
    return pixels


def test_a_large_face_needs_one_look(card: FinderCard) -> None:
    engine = Bright(cells=6)
    faces = NetworkFinder(engine, "bright", card).find(picture(480, 640, 100))
    assert faces
    assert engine.shown == [(192, 256, 3)]


def test_a_small_face_is_looked_at_more_closely_where_the_picture_has_the_pixels(card: FinderCard) -> None:
    engine = Bright(cells=2)
    NetworkFinder(engine, "bright", card).find(picture(480, 640, 60))
    assert engine.shown == [(192, 256, 3), (480, 640, 3)]


def test_nobody_is_looked_for_closely_in_large_pictures_alone(card: FinderCard) -> None:
    for side, looks in ((200, 1), (256, 1), (700, 1), (900, 3), (4000, 3)):
        engine = Bright()
        assert NetworkFinder(engine, "bright", card).find(np.zeros((side, side, 3), np.uint8)) == []
        assert len(engine.shown) == looks, side


def test_something_small_and_half_seen_is_looked_at_more_closely(card: FinderCard) -> None:
    pixels = np.zeros((480, 640, 3), np.uint8)
    pixels[40:80, 40:80] = 150
    for cells, looks in ((2, 2), (6, 1)):  # what is large already gains nothing
        engine = Bright(cells)
        assert NetworkFinder(engine, "bright", card).find(pixels) == [], "a hint is no find"
        assert len(engine.shown) == looks


def test_a_part_of_a_large_find_is_no_hint(card: FinderCard) -> None:
    class Parted(Bright):
        def grids(self, pixels: np.ndarray) -> list[np.ndarray]:
            grids = super().grids(pixels)
            grids[0][..., 3:5] = np.where(grids[0][..., :1] > 0, np.log(6), np.log(2))
            return grids

    engine = Parted()
    assert NetworkFinder(engine, "bright", card).find(picture(480, 640, 100))
    assert len(engine.shown) == 1


def test_what_is_large_in_a_closer_look_is_left_to_the_look_before(card: FinderCard) -> None:
    class Growing(Bright):
        def grids(self, pixels: np.ndarray) -> list[np.ndarray]:
            self.cells = 4 if len(self.shown) == 0 else 70  # 32 pixels of 256; then 560 of 640
            return super().grids(pixels)

    engine = Growing()
    faces = NetworkFinder(engine, "bright", card).find(picture(480, 640, 60))
    assert len(engine.shown) == 2
    assert [round(face.box[2]) for face in faces] == [80] * len(faces)
    assert faces


def test_a_picture_without_more_pixels_has_one_look(card: FinderCard) -> None:
    engine = Bright()
    NetworkFinder(engine, "bright", card).find(np.full((240, 240, 3), 150, np.uint8))
    assert len(engine.shown) == 1


def test_a_face_that_only_a_close_look_sees_has_its_place_in_the_picture(card: FinderCard) -> None:
    pixels = np.zeros((960, 1280, 3), np.uint8)
    pixels[480:496, 640:656] = 255
    faces = NetworkFinder(Bright(), "bright", card).find(pixels)
    left, top, width, height = faces[0].box
    assert (left + width / 2, top + height / 2) == pytest.approx((648, 488), abs=8)
    assert width == height == pytest.approx(32, abs=1), "two cells of 8 pixels in a look at half the size"


def test_largest_first(card: FinderCard) -> None:
    faces = NetworkFinder(Bright(), "bright", card).find(picture(480, 640, 90))
    sizes = [face.box[2] * face.box[3] for face in faces]
    assert sizes == sorted(sizes, reverse=True)


def test_answers_that_are_no_numbers_are_a_failure(card: FinderCard) -> None:
    class Broken(Bright):
        def grids(self, pixels: np.ndarray) -> list[np.ndarray]:
            return [grid * np.nan for grid in super().grids(pixels)]

    with pytest.raises(EngineFailure, match="bright-1"):
        NetworkFinder(Broken(), "broken", card).find(picture(64, 64, 9))


def test_grids_of_another_shape_are_a_failure(card: FinderCard) -> None:
    class Narrow(Bright):
        def grids(self, pixels: np.ndarray) -> list[np.ndarray]:
            return [grid[..., :-1] for grid in super().grids(pixels)]

    with pytest.raises(EngineFailure, match="shapes"):
        NetworkFinder(Narrow(), "narrow", card).find(picture(64, 64, 9))


def test_places_beyond_all_numbers_are_a_failure(card: FinderCard) -> None:
    class Far(Bright):
        def grids(self, pixels: np.ndarray) -> list[np.ndarray]:
            grids = super().grids(pixels)
            grids[0][0, 0, 0], grids[0][0, 0, 1] = 9, 3e38
            return grids

    with np.errstate(over="ignore"), pytest.raises(EngineFailure, match="beyond"):
        NetworkFinder(Far(), "far", card).find(picture(64, 64, 9))
