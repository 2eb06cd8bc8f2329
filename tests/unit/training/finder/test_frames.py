"""Frames keep their faces where they are, whatever is done to them."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from training.finder.collage import collage, empty, mosaic
from training.finder.crops import crop
from training.finder.frame import Frame, mirrored, moved, settled, taken
from training.finder.light import relit
from training.finder.pool import Pictured, Pool, load_pool, reduced
from training.finder.textures import KINDS, colour, drawn
from training.finder.things import THINGS, Thing

NOTHING = np.empty((0, 15), np.float32)
SHAPE = (192, 256)
RED = np.array([250, 10, 10])


def marked(side: int = 300) -> Pictured:
    """A grey picture whose one face is a red box."""
    pixels = np.full((side, side, 3), 90, np.uint8)
    left, top, width, height = 120, 80, 60, 72
    pixels[top : top + height, left : left + width] = RED
    points = [140, 110, 160, 110, 150, 125, 142, 140, 158, 140]
    return Pictured(pixels, np.array([[left, top, width, height, *points, 1]], np.float32), NOTHING)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return load_pool("marked", "1", tmp_path_factory.mktemp("pool"), [marked(), marked(260)])


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    grey = Pictured(np.full((96, 128, 3), 60, np.uint8), NOTHING, NOTHING)
    return load_pool("grounds", "1", tmp_path_factory.mktemp("grounds"), [grey])


def redness(frame: Frame) -> np.ndarray:
    return (frame.pixels[..., 0] > 150) & (frame.pixels[..., 1] < 60)


def seen_box(frame: Frame) -> list[float]:
    rows, columns = np.nonzero(redness(frame))
    return [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


def known_box(frame: Frame) -> list[float]:
    left, top, width, height = frame.faces[0, :4]
    edge = frame.pixels.shape
    return [
        float(np.clip(left, 0, edge[1])),
        float(np.clip(top, 0, edge[0])),
        float(np.clip(left + width, 0, edge[1])),
        float(np.clip(top + height, 0, edge[0])),
    ]


@pytest.mark.parametrize("scale", [0.15, 0.4, 1.0, 2.2])
def test_pixels_and_boxes_go_the_same_way(scale: float) -> None:
    matrix = np.array([[scale, 0, 128 - 150 * scale], [0, scale, 96 - 116 * scale]])
    frame = taken(marked(), matrix, SHAPE, np.full((*SHAPE, 3), 60, np.uint8))
    assert seen_box(frame) == pytest.approx(known_box(frame), abs=1.6)
    assert seen_box(mirrored(frame)) == pytest.approx(known_box(mirrored(frame)), abs=1.6)


def test_crops_keep_their_face_and_repeat_with_their_seed(pool: Pool, grounds: Pool) -> None:
    for seed in range(40):
        frame, again = (settled(crop(pool[0], SHAPE, grounds, np.random.default_rng(seed))) for _ in range(2))
        assert np.array_equal(frame.pixels, again.pixels)
        if len(frame.faces) and frame.faces[0, 2] > 20 and redness(frame).any():
            middle = frame.faces[0, :2] + frame.faces[0, 2:4] / 2
            if (middle > 2).all() and (middle < (SHAPE[1] - 2, SHAPE[0] - 2)).all():
                assert redness(frame)[int(middle[1]), int(middle[0])]


def test_landmarks_are_from_the_left_after_a_mirror() -> None:
    frame = Frame(marked().pixels, marked().faces, NOTHING)
    there = mirrored(frame).faces[0, 4:14].reshape(5, 2)
    assert there[0, 0] < there[1, 0]
    assert there[3, 0] < there[4, 0]
    assert np.array_equal(mirrored(mirrored(frame)).faces, frame.faces)


def test_pasted_faces_are_where_they_are_said_to_be(pool: Pool, grounds: Pool) -> None:
    counted = 0
    for seed in range(20):
        frame = settled(collage(pool, SHAPE, grounds, np.random.default_rng(seed)))
        for row in frame.faces:
            middle = row[:2] + row[2:4] / 2
            if row[2] > 14 and (middle > 0).all() and (middle < (SHAPE[1], SHAPE[0])).all():
                assert redness(frame)[int(middle[1]), int(middle[0])]
                counted += 1
    assert counted > 10


def test_side_by_side_all_faces_stay_in_their_part(pool: Pool, grounds: Pool) -> None:
    faces = sum(len(mosaic(pool, SHAPE, grounds, np.random.default_rng(seed)).faces) for seed in range(10))
    assert faces > 15


def test_empty_frames_have_nobody(grounds: Pool) -> None:
    frame = empty(SHAPE, grounds, np.random.default_rng(2))
    assert frame.pixels.shape == (*SHAPE, 3)
    assert len(frame.faces) == len(frame.doubts) == 0


def test_faces_hardly_in_the_frame_or_tiny_are_doubts() -> None:
    box = marked().faces
    away, tiny, filling = box.copy(), box.copy(), box.copy()
    away[:, :2] = (-50, 50)
    tiny[:, 2:4] = 4
    filling[:, :4] = (-300, -300, 900, 900)
    frame = settled(
        Frame(np.zeros((*SHAPE, 3), np.uint8), np.concatenate([box, away, tiny, filling]), NOTHING)
    )
    assert len(frame.faces) == 2
    assert len(frame.doubts) == 2


def test_turning_moves_centres_and_keeps_sizes() -> None:
    angle = np.deg2rad(30)
    turn = np.array([[np.cos(angle), np.sin(angle), 5], [-np.sin(angle), np.cos(angle), 7]])
    there, box = moved(marked().faces, turn), marked().faces
    assert there[0, 2:4] == pytest.approx(box[0, 2:4])
    centre = turn[:, :2] @ (box[0, :2] + box[0, 2:4] / 2) + turn[:, 2]
    assert there[0, :2] + there[0, 2:4] / 2 == pytest.approx(centre)


def test_a_pool_gives_back_what_was_put_in_and_is_made_once(tmp_path: Path) -> None:
    first = load_pool(
        "some", "key", tmp_path, [marked(), Pictured(marked(40).pixels, NOTHING, marked().faces)]
    )
    again = load_pool("some", "key", tmp_path, iter(()))
    for kept in (first, again):
        assert len(kept) == 2
        assert np.array_equal(kept[0].pixels, marked().pixels)
        assert np.array_equal(kept[0].faces, marked().faces)
        assert kept[1].pixels.shape == (40, 40, 3)
        assert (len(kept[1].faces), len(kept[1].doubts)) == (0, 1)
    assert len(load_pool("some", "other key", tmp_path, iter(()))) == 0


def test_reducing_takes_the_faces_along() -> None:
    small = reduced(marked().pixels, marked().faces, NOTHING, 150)
    assert small.pixels.shape == (150, 150, 3)
    assert small.faces[0, :14] == pytest.approx(marked().faces[0, :14] / 2)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_texture_is_a_picture_that_its_seed_repeats(kind: object) -> None:
    one, two = (kind(np.random.default_rng(4), 120) for _ in range(2))  # type: ignore[operator]
    assert one.shape == (120, 120, 3)
    assert one.dtype == np.uint8
    assert np.array_equal(one, two)


def test_drawn_pictures_and_other_light_keep_their_shape() -> None:
    for seed in range(12):
        rng = np.random.default_rng(seed)
        picture = relit(cv2.resize(drawn(rng, 96), (64, 48)).astype(np.uint8), rng)
        assert picture.shape == (48, 64, 3)
        assert picture.dtype == np.uint8


@pytest.mark.parametrize("thing", THINGS)
def test_every_thing_is_seen_on_whatever_ground(thing: Thing) -> None:
    changed = 0
    for seed in range(12):
        picture = np.full((160, 160, 3), 90, np.uint8)
        thing(picture, np.random.default_rng(seed), colour)
        changed += (picture != 90).any()
    assert changed >= 11  # one may lie outside
