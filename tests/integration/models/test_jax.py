"""Training where Keras computes with JAX: stopped, resumed, published, and served without either."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from models.registry import load
from tests.unit.training.folder import write_split

pytestmark = [
    pytest.mark.skipif(find_spec("jax") is None, reason="JAX is not installed: pip install jax"),
    pytest.mark.timeout(600),
]
RUN = """
import sys
from dataclasses import replace
from pathlib import Path
from training.config import Mix, load_config
from training.run import Request, run

name, data, place = sys.argv[1], *map(Path, sys.argv[2:])
config = replace(load_config(name), epochs=1, judge=None)
if config.mix:
    mix = Mix((("real masks", 0.6), ("dressed faces", 0.4)), pictures=32)
    config = replace(config, mix=mix, batch_size=16)
request = Request(config, data, place / "work", place / "out")
run(request)
run(replace(request, config=replace(config, epochs=2), resume=True))
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("research")
    for split in ("unmasked/Training", "unmasked/Validation", "masked/Training", "masked/Validation"):
        write_split(folder / split, 8)
    return folder


@pytest.mark.parametrize(("config", "outputs"), [("seed", 1), ("browline", 3)])
def test_it_trains_resumes_and_is_published(data: Path, tmp_path: Path, config: str, outputs: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, config, str(data), str(tmp_path)],
        env={**os.environ, "KERAS_BACKEND": "jax"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Going on after epoch 1." in done.stderr
    classifier = load(directory=tmp_path / "out")
    assert (classifier.engine, classifier.engine_reason) == ("litert", "")
    card = classifier.card
    assert (card.training.backend, card.training.config) == ("jax", config)
    assert (card.training.epochs, len(card.outputs)) == (2, outputs)
