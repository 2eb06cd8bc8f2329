"""A finder's recipe may begin with a published finder."""

from dataclasses import replace

import numpy as np
import pytest

from models.finders.engines import KerasGrids
from models.finders.registry import load_version
from training.configs.finder import CONFIG
from training.errors import RunError
from training.finder.fit import new_network
from training.finder.publish import serving
from training.first_weights import published_weights


def test_the_network_begins_as_the_published_one() -> None:
    network = KerasGrids(serving(new_network(replace(CONFIG, begun_from="finder-1"))))
    pixels = np.random.default_rng(2).integers(0, 256, (96, 128, 3), dtype=np.uint8)
    for mine, theirs in zip(
        network.grids(pixels), load_version("finder-1").engine.grids(pixels), strict=True
    ):
        assert mine[..., 0] == pytest.approx(theirs[..., 0], abs=0.3)  # LiteRT's weights are rounded


def test_without_bare_weights_nothing_begins() -> None:
    card = load_version("finder-1").card
    without = {name: digest for name, digest in card.files.items() if not name.endswith(".weights.h5")}
    with pytest.raises(RunError, match="finder-1 has no bare weights"):
        published_weights("finder-1", card.model_copy(update={"files": without}))
