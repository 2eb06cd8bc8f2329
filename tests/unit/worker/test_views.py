"""What the classifier sees of an image: cut as training cut it, from enough pixels, in upright pixels."""

from functools import cache
from io import BytesIO

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from demo.faces import draw_face
from demo.pictures import photo
from imaging.accept import Limits, accept
from imaging.decode import decode
from imaging.face_square import cut_face
from models.preprocess import INPUT_SIZE, face_input
from tests.support.files import plain, portrait
from tests.support.finders import Bright, Knowing
from tests.unit.imaging.samples import oriented
from worker.stages import Stages
from worker.views import SEARCHED, Picture, faces, whole


@cache
def large_photo(side: int) -> bytes:
    """A dark wall of 12 megapixels with one portrait of `side` pixels, its corner at (3000, 1000)."""
    pixels = np.full((3000, 4000, 3), 40, np.uint8)
    pixels[1000 : 1000 + side, 3000 : 3000 + side] = draw_face(5, side)
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=92)
    return file.getvalue()


def share(side: int) -> tuple[float, float, float, float]:
    """Its box, in shares of the picture."""
    return (3000 / 4000, 1000 / 3000, side / 4000, side / 3000)


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean difference in grey levels."""
    return float(np.abs(one.astype(int) - other).mean())


def detail(face: NDArray[np.uint8]) -> float:
    """How much neighbouring pixels differ."""
    return float(cv2.Laplacian(cv2.cvtColor(face, cv2.COLOR_RGB2GRAY), cv2.CV_64F).std())


def test_an_image_that_is_a_face_is_seen_as_ever() -> None:
    view = whole(Picture(portrait(3, 200), 200, 200), Stages())
    assert (view.seen == face_input(decode(portrait(3, 200), min_side=INPUT_SIZE))).all()
    assert (view.box, view.score, view.landmarks) == ((0, 0, 200, 200), None, None)


def test_a_found_face_is_seen_as_training_cut_it() -> None:
    data = photo(2, 640, 480)
    finder = Knowing((0.3, 0.3, 0.3, 0.5))
    (view,) = faces(Picture(data, 640, 480, search=True), finder, Stages())
    pixels = decode(data)
    expected = face_input(cut_face(pixels, (192, 144, 192, 240)))
    assert (view.seen == expected).all()
    assert (view.box, view.score) == ((192, 144, 192, 240), 0.9)


def test_a_large_photo_is_searched_at_reduced_scale_and_told_in_its_own_pixels() -> None:
    finder = Knowing(share(800))
    (view,) = faces(Picture(large_photo(800), 4000, 3000, search=True), finder, Stages())
    assert finder.searched == [(1000, 750)]
    assert max(finder.searched[0]) >= SEARCHED
    assert view.box == (3000, 1000, 800, 800)
    pixels = decode(large_photo(800))
    assert difference(view.seen, face_input(cut_face(pixels, (3000, 1000, 800, 800)))) < 2


@pytest.mark.parametrize("side", [48, 70, 110])
def test_a_small_face_is_seen_with_all_the_pixels_that_it_has(side: int) -> None:
    """At the scale of the search, 48 pixels are 12: what the network sees must come from the 48."""
    data = large_photo(side)
    (view,) = faces(Picture(data, 4000, 3000, search=True), Knowing(share(side)), Stages())
    full, reduced = decode(data), decode(data, min_longest=SEARCHED)
    expected = face_input(cut_face(full, (3000, 1000, side, side)))
    poor = face_input(cut_face(reduced, (750, 250, side / 4, side / 4)))
    assert difference(view.seen, expected) < 4 < difference(poor, expected)
    assert detail(view.seen) > 0.7 * detail(expected) > 1.2 * detail(poor)
    assert view.box == (3000, 1000, side, side)


def test_a_turned_photo_is_told_upright() -> None:
    pixels = np.zeros((1000, 2000, 3), np.uint8)
    pixels[100:300, 1600:2000] = 255  # stored lying on its side
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", exif=oriented(6))
    accepted = accept(file.getvalue(), Limits())
    assert (accepted.width, accepted.height) == (1000, 2000)
    (view,) = faces(Picture(accepted.data, accepted.width, accepted.height, search=True), Bright(), Stages())
    assert view.box == pytest.approx((700, 1600, 200, 400), abs=8)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "BMP"])
def test_other_kinds_are_searched_at_full_scale(form: str) -> None:
    finder = Knowing((0.5, 0.5, 0.01, 0.01))
    (view,) = faces(Picture(plain(form, (1600, 1200)), 1600, 1200, search=True), finder, Stages())
    assert finder.searched == [(1600, 1200)]
    assert view.box == (800, 600, 16, 12)


def test_a_box_beyond_the_edge_is_told_as_far_as_the_picture_goes() -> None:
    finder = Knowing((-0.1, 0.8, 0.3, 0.4), (0.9, -0.2, 0.2, 0.3))
    views = faces(Picture(plain("JPEG", (200, 100)), 200, 100, search=True), finder, Stages())
    assert [view.box for view in views] == [(0, 80, 40, 20), (180, 0, 20, 10)]


def test_without_a_face_there_is_nothing_to_see() -> None:
    assert faces(Picture(plain(colour=(9, 9, 9)), 64, 48, search=True), Bright(), Stages()) == ()
