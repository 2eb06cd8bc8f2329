"""A recipe may begin with the weights of what is published, and says so."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.registry import load, read_card
from models.selftest import golden_inputs
from training.about import sources
from training.config import load_config
from training.errors import RunError
from training.networks import build

BEGUN = replace(load_config("browline"), begun_from="seed-1", architecture="seed", mix=None)


def test_the_network_begins_as_the_published_one() -> None:
    network = build(BEGUN, None)
    published = load("seed-1").logits(golden_inputs())
    said = np.asarray(network(golden_inputs().astype(np.float32), training=False))
    assert said == pytest.approx(published, abs=0.15)  # LiteRT's weights are rounded


def test_without_bare_weights_nothing_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    card = read_card("seed-1")
    bare = {name: digest for name, digest in card.files.items() if not name.endswith(".weights.h5")}
    monkeypatch.setattr(
        "training.networks.read_card", lambda version: card.model_copy(update={"files": bare})
    )
    with pytest.raises(RunError, match="seed-1 has no bare weights"):
        build(BEGUN, None)


def test_the_card_names_what_the_first_weights_learnt_from(tmp_path: Path) -> None:
    (tmp_path / "unmasked").mkdir()
    own = sources(tmp_path, replace(BEGUN, begun_from=None, mix=load_config("browline").mix))
    named = sources(tmp_path, replace(BEGUN, begun_from="browline-2", mix=load_config("browline").mix))
    assert named[: len(own)] == own
    assert set(named) == {*own, *read_card("browline-2").data}
    assert len(set(named)) == len(named)
