"""Weights are averaged one by one, the running means of batch normalisation too."""

from dataclasses import replace
from pathlib import Path

import pytest

from training.averaging import averaged
from training.config import load_config
from training.networks import build

# Keras 3.15 reads variables without NumPy 2's `copy` argument when it saves.
pytestmark = [
    pytest.mark.thorough,
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept:DeprecationWarning"),
]


def test_each_weight_lies_between(tmp_path: Path) -> None:
    share = 0.25
    config = replace(load_config("browline"), begun_from=None)
    first, last = build(config, None), build(replace(config, seed=8), None)
    first.save_weights(tmp_path / "first.weights.h5")
    before = [weight.copy() for weight in last.get_weights()]
    mixed = averaged(last, tmp_path / "first.weights.h5", share)
    for old, new, found in zip(first.get_weights(), before, mixed.get_weights(), strict=True):
        assert found == pytest.approx(share * old + (1 - share) * new, abs=1e-6)
