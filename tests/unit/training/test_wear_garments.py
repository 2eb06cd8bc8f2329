"""Each garment by itself, many times over."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from training.masks.creases import creased
from training.masks.head_cloths import HEAD_CLOTHS
from training.masks.headwear import HEADWEAR
from training.masks.lay import Garment, Shadow, Worn, laid
from training.masks.layers import Frame, Layer
from training.masks.more_shapes import SHAPES, random_further_shape
from training.masks.neckwear import NECKWEAR
from training.masks.placement import random_wider_places
from training.masks.prints import random_colour
from training.masks.shapes import shape_template
from training.masks.sunglasses import clear_glasses, sunglasses
from training.masks.veil import VEILS
from training.masks.visor import visor

GARMENTS: tuple[Garment, ...] = tuple(dict.fromkeys((*HEADWEAR, *HEAD_CLOTHS, *VEILS, *NECKWEAR, visor)))
GLASSES: tuple[Callable[[Frame, np.random.Generator], Layer], ...] = (sunglasses, clear_glasses)


def is_layer(layer: NDArray[np.float32], frame: Frame) -> bool:
    """The right shape and kind; no colour is brighter than its cover lets it be."""
    colours, cover = layer[..., :3], layer[..., 3:]
    fits = layer.shape == (frame.side, frame.side, 4) and layer.dtype == np.float32
    sound = bool(np.isfinite(layer).all() and layer.min() >= 0 and cover.max() <= 1.001)
    return fits and sound and bool((colours <= 255 * cover + 0.6).all())


@pytest.mark.parametrize("garment", GARMENTS, ids=lambda garment: garment.__name__)
def test_a_garment_can_be_drawn_two_hundred_times(garment: Garment) -> None:
    rng, frame = np.random.default_rng(3), Frame()
    for _ in range(200):
        pieces = garment(frame, rng)
        assert all(is_layer(piece.layer, frame) for piece in pieces)
        assert any(piece.layer[..., 3].any() for piece in pieces)


@pytest.mark.parametrize("glasses", GLASSES)
def test_glasses_can_be_drawn_two_hundred_times(
    glasses: Callable[[Frame, np.random.Generator], Layer],
) -> None:
    rng, frame = np.random.default_rng(4), Frame()
    for _ in range(200):
        layer = glasses(frame, rng)
        assert is_layer(layer, frame)
        assert not layer[130:, :, 3].any(), "the lower face"


@pytest.mark.parametrize("garment", HEADWEAR, ids=lambda garment: garment.__name__)
def test_a_hat_leaves_the_lower_face_alone(garment: Garment) -> None:
    face, rng, frame = np.full((200, 200, 3), 150, np.float32), np.random.default_rng(5), Frame()
    for _ in range(50):
        away = np.abs(laid(face, garment(frame, rng), frame, rng) - face)
        # A helmet's strap and its shadow run down both sides.
        assert away[130:, 45:155].max() < 3


@pytest.mark.parametrize("garment", GARMENTS, ids=lambda garment: garment.__name__)
def test_a_margin_shows_more_of_the_same_garment(garment: Garment) -> None:
    narrow, wide = Frame(), Frame(60)
    for seed in range(5):
        small = garment(narrow, np.random.default_rng(seed))
        large = garment(wide, np.random.default_rng(seed))
        for piece, more in zip(small, large, strict=True):
            assert is_layer(more.layer, wide)
            assert np.abs(more.layer[60:-60, 60:-60, 3] - piece.layer[..., 3]).mean() < 0.02


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_further_shape_can_be_drawn_and_creased(shape: object) -> None:
    rng = np.random.default_rng(6)
    for _ in range(20):
        template = shape_template(next(each for each in SHAPES if each is shape), rng)
        worn = creased(template, rng, 1.0)
        assert (worn.rgba[..., 3] == template.rgba[..., 3]).all()
        assert worn.anchors is template.anchors
        assert (worn.rgba[..., :3] != template.rgba[..., :3]).any()


def test_creases_of_no_strength_change_nothing() -> None:
    rng = np.random.default_rng(7)
    template = random_further_shape(rng)
    assert (creased(template, rng, 0.0).rgba == template.rgba).all()


def test_masks_are_seen_high_low_and_in_between() -> None:
    rng = np.random.default_rng(8)
    bridges = np.array([random_wider_places(rng)[1, 1] for _ in range(400)])
    assert (bridges < 70).mean() > 0.02, "up to the lids"
    assert (bridges > 100).mean() > 0.08, "under the nose"
    assert (np.abs(bridges - 77) < 10).mean() > 0.5, "where masks belong"


def test_a_shadow_falls_below_and_dims() -> None:
    frame, face = Frame(), np.full((200, 200, 3), 150, np.float32)
    layer = np.zeros((200, 200, 4), np.float32)
    layer[20:40, :, 3] = 1
    worn = Worn(layer, Shadow(drop=6, depth=0.5))
    with_shadow = laid(face, [worn], frame, np.random.default_rng(0))
    without = laid(face, [replace(worn, shadow=None)], frame, np.random.default_rng(0))
    assert with_shadow[46, 100, 0] < 0.9 * without[46, 100, 0]
    assert with_shadow[120, 100, 0] == pytest.approx(150)


def test_what_is_drawn_is_as_blurred_as_the_photograph() -> None:
    frame, noise = Frame(), np.random.default_rng(0).normal(150, 20, (200, 200, 3)).astype(np.float32)
    layer = np.zeros((200, 200, 4), np.float32)
    layer[100:, :, 3] = 1
    steepest = []
    for sigma in (0.3, 3.0):
        face = np.full((200, 200, 3), 150, np.float32)
        face[30:180, 30:170] = cv2.GaussianBlur(noise, (0, 0), sigma)[30:180, 30:170]
        drawn = laid(face, [Worn(layer, None)], frame, np.random.default_rng(0))
        steepest.append(float(np.abs(np.diff(drawn[90:110, 5, 0])).max()))
    assert steepest[1] < 0.75 * steepest[0]


def test_light_falls_only_on_what_is_lit() -> None:
    frame, face = Frame(), np.full((200, 200, 3), 60, np.float32)
    layer = np.concatenate(
        [np.broadcast_to(random_colour(np.random.default_rng(1)), (200, 200, 3)), np.ones((200, 200, 1))], 2
    ).astype(np.float32)
    lit, own = (
        laid(face, [Worn(layer, None, lit)], frame, np.random.default_rng(0))[100, 100].sum()
        for lit in (True, False)
    )
    assert lit < 0.8 * own
