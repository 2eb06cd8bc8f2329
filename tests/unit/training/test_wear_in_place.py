"""Hats and scarves on a face anywhere in a picture."""

from pathlib import Path
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from training.alignment import LANDMARKS
from training.faces import FaceFinder
from training.masks.wear import Wear, WearPainter
from training.paint import AROUND, Painting, PaintingInPlace

LEFT, TOP, SCALE = 150, 120, 0.5  # where UTKFace's frame lies in the picture, and how large it is


class Knowing:
    """Always the same face."""

    key = "known"

    def largest(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        marks = LANDMARKS * SCALE + (LEFT, TOP)
        return np.concatenate([[LEFT, TOP, 90, 100], marks.ravel(), [0.9]]).astype(np.float32)


def changed(wear: Wear, name: str) -> NDArray[np.bool_]:
    """Which pixels of a picture of 400×420 something is drawn on."""
    picture = np.full((400, 420, 3), (200, 150, 130), np.uint8)
    painting = Painting(WearPainter((), wear), 3)
    painted = PaintingInPlace(painting, cast(FaceFinder, Knowing()))(picture, Path(name))
    assert painted.shape == picture.shape
    return np.asarray(np.abs(painted.astype(int) - picture).max(axis=2) > 8)


@pytest.mark.parametrize("name", [f"{number}.jpg" for number in range(8)])
def test_a_veil_reaches_beyond_the_aligned_frame_but_not_everywhere(name: str) -> None:
    drawn = changed(Wear(veil=1), name)
    assert drawn[TOP - 30 : TOP - 5, LEFT + 40 : LEFT + 60].mean() > 0.9, "the top of the head"
    assert drawn[TOP + 105 : TOP + 120, LEFT + 40 : LEFT + 60].mean() > 0.9, "the neck"
    reach = round(AROUND * SCALE) + 2
    drawn[TOP - reach : TOP + 100 + reach, LEFT - reach : LEFT + 100 + reach] = False
    assert not drawn.any(), "far from the face"


def test_hats_are_drawn_as_a_whole() -> None:
    tops = [changed(Wear(mask=0, headwear=1), f"{number}.jpg")[TOP - 20, LEFT + 50] for number in range(20)]
    assert np.mean(tops) > 0.6


def test_a_mask_stays_within_the_face() -> None:
    drawn = changed(Wear(), "0.jpg")
    assert drawn[TOP + 65 : TOP + 75, LEFT + 40 : LEFT + 58].mean() > 0.9
    assert not drawn[: TOP + 20].any()
