"""Portraits are repeatable, different from each other, and of a photograph's weight."""

import cv2
import numpy as np
import pytest

from demo.faces import draw_face
from demo.look import look
from demo.pictures import jpeg


def test_equal_seeds_give_equal_pixels() -> None:
    np.testing.assert_array_equal(draw_face(3), draw_face(3))


def test_other_seeds_give_other_people() -> None:
    assert len({draw_face(seed, 64).tobytes() for seed in range(12)}) == 12


@pytest.mark.parametrize("size", [48, 200, 333])
def test_size_and_kind_of_pixels(size: int) -> None:
    face = draw_face(1, size)
    assert (face.shape, face.dtype) == ((size, size, 3), np.uint8)


def test_files_weigh_what_photographs_weigh() -> None:
    weights = [len(jpeg(seed)) for seed in range(12)]
    assert min(weights) > 7_000
    assert max(weights) < 13_000


def test_every_look_turns_up() -> None:
    people = [look(seed) for seed in range(400)]
    assert len({person.hair for person in people}) == 9
    assert len({person.mask for person in people}) == 3
    brightness = [sum(person.skin) / 3 for person in people]
    assert min(brightness) < 70
    assert max(brightness) > 210


@pytest.mark.parametrize("seed", range(6))
def test_the_mask_is_where_the_mouth_was(seed: int) -> None:
    person = look(seed)
    lower = cv2.resize(draw_face(seed)[118:150, 82:118], (1, 1), interpolation=cv2.INTER_AREA)[0, 0]
    to_mask = np.linalg.norm(lower - np.array(person.mask_colour))
    assert to_mask < np.linalg.norm(lower - np.array(person.skin))
