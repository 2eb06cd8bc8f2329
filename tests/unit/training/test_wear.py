"""What faces wear beyond a mask."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from training.masks.draw import MaskPainter
from training.masks.wear import Wear, WearPainter
from training.paint import Painting

Face = NDArray[np.uint8]

BARE = Wear(mask=0)
EVERYTHING = Wear(mask=0.7, veil=0.2, sunglasses=0.5, headwear=0.6, visor=0.3, glasses=0.5)
EYES = (slice(53, 65), np.r_[50:70, 128:148])


@pytest.fixture
def face() -> Face:
    """Skin with some light from the left; no colour of it is a garment's."""
    light = np.linspace(1.1, 0.8, 200)[None, :, None]
    return np.clip(np.array([200, 150, 130]) * np.broadcast_to(light, (200, 200, 1)), 0, 255).astype(np.uint8)


def drawn(face: Face, seed: int, wear: Wear) -> Face:
    return WearPainter((), wear).draw(face, np.random.default_rng(seed))


def difference(one: Face, other: Face) -> NDArray[np.int64]:
    """The largest of the three channels, pixel by pixel."""
    return np.abs(one.astype(int) - other).max(axis=2)


@pytest.mark.parametrize("wear", [Wear(), Wear(veil=1), Wear(mask=0, sunglasses=1, headwear=1, visor=1)])
def test_the_same_seed_draws_the_same(face: Face, wear: Wear) -> None:
    before = face.copy()
    assert (drawn(face, 4, wear) == drawn(face, 4, wear)).all()
    assert (drawn(face, 4, wear) != drawn(face, 5, wear)).any()
    assert (face == before).all(), "the picture it was given"


def test_nothing_worn_changes_nothing_and_still_gives_a_copy(face: Face) -> None:
    same = drawn(face, 1, BARE)
    assert (same == face).all()
    assert same is not face


@pytest.mark.parametrize("seed", range(40))
def test_a_veil_leaves_the_eyes_and_covers_the_rest(face: Face, seed: int) -> None:
    away = difference(drawn(face, seed, Wear(veil=1, headwear=1)), face)
    assert np.median(away[EYES]) <= 2, "eyes"
    assert (away[115:185, 40:160] > 8).mean() > 0.7, "nose, mouth and chin"
    assert (away[:8, 60:140] > 8).mean() > 0.5, "forehead"


def test_a_veil_replaces_mask_and_headwear(face: Face) -> None:
    for seed in range(5):
        alone = drawn(face, seed, Wear(mask=0, veil=1))
        assert (drawn(face, seed, Wear(mask=1, veil=1, headwear=1)) == alone).all()


@pytest.mark.parametrize("seed", range(40))
def test_sunglasses_darken_the_eyes_alone(face: Face, seed: int) -> None:
    shaded = drawn(face, seed, Wear(mask=0, sunglasses=1))
    assert shaded[EYES].mean() < 0.9 * face[EYES].mean()
    assert difference(shaded, face)[130:].max() <= 2, "the lower face"


@pytest.mark.parametrize("seed", range(20))
def test_clear_glasses_are_seen_but_leave_the_eyes_light(face: Face, seed: int) -> None:
    worn = drawn(face, seed, Wear(mask=0, glasses=1))
    assert worn[EYES].mean() > 0.85 * face[EYES].mean()
    assert (difference(worn, face) > 20).sum() > 100, "rims"


def test_headwear_covers_foreheads(face: Face) -> None:
    covered = [
        (difference(drawn(face, seed, Wear(mask=0, headwear=1)), face)[:6] > 8).mean() for seed in range(40)
    ]
    assert np.mean(covered) > 0.6


def test_a_visor_hides_little_and_shines(face: Face) -> None:
    for seed in range(20):
        behind = drawn(face, seed, Wear(mask=0, visor=1))
        assert np.median(difference(behind, face)[60:180, 30:170]) < 40
        assert behind[60:180, 30:170].mean() > face[60:180, 30:170].mean()


def test_one_share_does_not_change_the_luck_of_another(face: Face) -> None:
    for seed in range(20):
        alone, both = drawn(face, seed, Wear()), drawn(face, seed, Wear(sunglasses=1))
        assert np.median(difference(alone, both)[130:]) <= 10, "the same mask, blurred and grained anew"


def test_a_dark_photograph_gets_darker_cloth(face: Face) -> None:
    for seed in range(10):
        wear = Wear(veil=1)
        bright, dark = drawn(face, seed, wear), drawn((face * 0.3).astype(np.uint8), seed, wear)
        assert dark[130:].mean() < 0.75 * bright[130:].mean()


def test_a_grey_photograph_stays_grey(face: Face) -> None:
    grey = np.repeat(face.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)
    for seed in range(30):
        assert np.ptp(drawn(grey, seed, EVERYTHING).astype(int), axis=2).max() <= 1


@pytest.mark.parametrize("size", [(200, 200), (1, 1), (7, 3), (310, 120), (64, 200)])
def test_any_size_of_face_keeps_its_size(size: tuple[int, int]) -> None:
    face = np.random.default_rng(1).integers(0, 256, (*size, 3)).astype(np.uint8)
    for seed in range(40):
        result = drawn(face, seed, EVERYTHING)
        assert (result.shape, result.dtype) == (face.shape, np.uint8)


def test_a_painting_names_its_wear() -> None:
    keys = {Painting(WearPainter((), wear), 7).key for wear in (Wear(), Wear(veil=0.1), Wear(visor=0.1))}
    assert len(keys | {Painting(MaskPainter(), 7).key}) == 4


def test_what_is_worn_depends_on_seed_and_name_alone(face: Face) -> None:
    painting = Painting(WearPainter((), EVERYTHING), 1)
    assert (painting(face, Path("a/1.jpg")) == painting(face, Path("b/1.jpg"))).all()
    assert (painting(face, Path("a/1.jpg")) != painting(face, Path("a/2.jpg"))).any()
