"""The finder that comes with Browline."""

import subprocess
import sys

import cv2
import numpy as np
import pytest

from demo.faces import draw_face
from demo.room import draw_room
from demo.scenes import draw_scene
from models.finders.network import NetworkFinder
from models.finders.overlap import overlaps
from models.finders.registry import load_version
from training.finder.strange import strange

FIND_WITHOUT_TENSORFLOW = """
import sys
import models.finders.registry
assert not {"tensorflow", "keras", "ai_edge_litert"} & set(sys.modules), "the registry loads a runtime"
finder = models.finders.registry.load_finder()
assert finder.engine_name == "litert", finder.engine_reason
import numpy
finder.find(numpy.zeros((480, 640, 3), numpy.uint8))
assert not {"tensorflow", "keras", "training"} & set(sys.modules), "serving from LiteRT loads TensorFlow"
"""
EMPTY = 40


@pytest.fixture(scope="module")
def finder() -> NetworkFinder:
    return load_version()


def test_it_loads_in_litert_and_passes_its_self_test(finder: NetworkFinder) -> None:
    assert (finder.engine_name, finder.engine_reason) == ("litert", "")


def test_serving_needs_no_tensorflow() -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", FIND_WITHOUT_TENSORFLOW], check=True, timeout=60)


def test_it_finds_a_drawn_face_where_it_is(finder: NetworkFinder) -> None:
    for seed in range(10):
        ground = np.full((480, 640, 3), (150, 160, 170), np.uint8)
        ground[120:360, 200:440] = draw_face(seed, 240)
        faces = finder.find(ground)
        assert len(faces) == 1, seed
        # From brows to chin, as YuNet draws boxes: the head with its hair is larger.
        share = overlaps(np.array([faces[0].box], np.float32), np.array([[262, 184, 108, 134]], np.float32))
        assert share[0, 0] > 0.5, (seed, faces[0].box)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_it_counts_people_in_a_room(finder: NetworkFinder, count: int) -> None:
    for seed in range(3):
        assert len(finder.find(draw_scene(seed, 640, 480, count))) == count


def test_a_face_of_48_pixels_in_a_large_photo_is_found(finder: NetworkFinder) -> None:
    photo = np.asarray(cv2.resize(draw_room(np.random.default_rng(1), 800, 600), (1600, 1200)), np.uint8)
    photo[600:664, 900:964] = draw_face(3, 64)
    (face,) = finder.find(photo)
    left, top, width, height = face.box
    assert (left + width / 2, top + height / 2) == pytest.approx((932, 632), abs=14)


def test_a_small_face_beside_a_large_one_in_a_large_photo_is_found(finder: NetworkFinder) -> None:
    photo = np.full((1200, 1600, 3), (150, 160, 170), np.uint8)
    photo[200:1000, 100:900] = draw_face(2, 800)
    photo[300:428, 1200:1328] = draw_face(5, 128)
    assert [round(face.box[2]) > 200 for face in finder.find(photo)] == [True, False]


def test_nobody_is_found_where_nobody_is(finder: NetworkFinder) -> None:
    rooms = [draw_room(np.random.default_rng(seed), 640, 480) for seed in range(EMPTY // 2)]
    finds = sum(len(finder.find(picture)) for picture in [*rooms, *(strange(n) for n in range(EMPTY // 2))])
    assert finds <= 1


def test_its_card_names_its_threshold_and_what_it_learnt_from(finder: NetworkFinder) -> None:
    card = finder.card
    assert 0.2 <= card.threshold <= 0.7
    names = " ".join(source.name for source in card.data)
    for name in ("UTKFace", "emylincon", "Pixabay", "MaskTheFace", "Real-World", "YuNet"):
        assert name in names
